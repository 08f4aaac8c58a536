import { describe, expect, it } from 'vitest';
import { createSite, openSite, siteSettings } from './site.ts';

const { signal } = new AbortController();

/** The site behind ssh with something about it that is wrong. */
async function wrongSite(wrong: object) {
  const { ssh } = await siteSettings('kvm-b');
  return createSite('wrong', { ssh: { ...need(ssh), ...wrong } });
}

function need<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the lab has no site behind ssh');
  return value;
}

describe('a host behind ssh', () => {
  it('tells its load and how long it is up', async () => {
    const site = await openSite('kvm-b');
    const [host] = await site.hosts(signal);
    await site.close?.();
    expect(host?.load).toHaveLength(3);
    expect(host?.uptimeMs).toBeGreaterThan(0);
    expect(host?.machineId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('that is not there is unreachable in words, while another answers', async () => {
    const [gone, there] = await Promise.all([wrongSite({ port: 1 }), openSite('kvm-a')]);
    const asked = gone.machines(signal);
    asked.catch(() => undefined);
    expect((await there.machines(signal)).map(({ name }) => name)).toContain('e1');
    await expect(asked).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('Connection refused'),
    });
    await Promise.all([gone.close?.(), there.close?.()]);
  });

  it('whose key nobody pinned is not trusted', async () => {
    const stranger = await wrongSite({ knownHosts: '/dev/null' });
    await expect(stranger.machines(signal)).rejects.toMatchObject({
      code: 'unreachable',
      hint: expect.stringContaining('known_hosts'),
    });
    await stranger.close?.();
  });

  it('that refuses the key says where the key belongs', async () => {
    const locked = await wrongSite({ identity: '/dev/null' });
    await expect(locked.machines(signal)).rejects.toMatchObject({
      code: 'unreachable',
      hint: expect.stringContaining('authorized_keys'),
    });
    await locked.close?.();
  });
});
