import { expect, it } from 'vitest';
import { createSite, siteSettings } from './site.ts';

const { signal } = new AbortController();

/** No Mac is at hand: the line is the one for a Mac, the host runs Linux, where some of its programs are not. */
it('a host that is said to be a Mac is listed, and what it does not tell is absent', async () => {
  const hypervisor = createSite('mac', { ...(await siteSettings('vbox-b')), os: 'macos' });
  try {
    const machines = await hypervisor.machines(signal);
    expect(machines.map(({ name }) => name)).toEqual(expect.arrayContaining(['b3', 'b4']));
    const [host] = await hypervisor.hosts(signal);
    expect(host).toMatchObject({ name: 'vbox-b', cpus: 2 });
    expect(host).not.toHaveProperty('uptimeMs');
    const checks = (await hypervisor.checks?.run(signal)) ?? [];
    expect(checks[0]?.says).toContain('it runs macOS');
    expect(checks.map(({ subject }) => subject)).toEqual(['ssh', 'VirtualBox', 'version']);
  } finally {
    await hypervisor.close?.();
  }
});
