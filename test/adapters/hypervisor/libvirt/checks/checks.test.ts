import { describe, expect, it } from 'vitest';
import type { Ask } from '../../../../../adapters/hypervisor/libvirt/checks/ask.ts';
import { checkGroup } from '../../../../../adapters/hypervisor/libvirt/checks/group.ts';
import { checkVersion } from '../../../../../adapters/hypervisor/libvirt/checks/version.ts';
import type { Check } from '../../../../../src/hypervisor/checks.ts';

const { signal } = new AbortController();
const shut: Check = {
  code: 'site-silent',
  subject: 'libvirt',
  state: 'failed',
  says: 'Permission denied',
};

/** A host where the three questions have these answers. */
function hostWith({ user = 'anna', groups = 'anna', entry = '' }): Ask {
  const answers: Readonly<Record<string, string>> = { '-un': user, '-Gn': groups, group: entry };
  return async ([, word = '']) => ({ exitCode: 0, stdout: `${answers[word]}\n`, stderr: '' });
}

const uri = 'qemu:///system';

describe('the group that libvirt lets in', () => {
  it('is missing: the line that puts the user in, quoted for a shell', async () => {
    const ask = hostWith({ user: 'anna smith', entry: 'libvirt:x:64:budi' });
    const check = await checkGroup({ ask, uri, shut, signal });
    expect(check.state).toBe('failed');
    expect(check.hint).toContain("sudo usermod -aG libvirt 'anna smith'");
  });

  it('was given after the session began: sign in again', async () => {
    const ask = hostWith({ entry: 'libvirt:x:64:budi,anna' });
    const check = await checkGroup({ ask, uri, shut, signal });
    expect(check).toMatchObject({ state: 'failed', says: expect.stringContaining('after this') });
  });

  it('does not exist there', async () => {
    const check = await checkGroup({ ask: hostWith({}), uri, shut, signal });
    expect(check).toMatchObject({ state: 'unknown', says: 'there is no group libvirt there' });
  });

  it.each([
    { who: 'root', host: { user: 'root', groups: 'root' } },
    { who: 'a member', host: { groups: 'anna libvirt' } },
    { who: 'one who is let in all the same', host: {} },
  ])('is no trouble for $who', async ({ host }) => {
    const check = await checkGroup({ ask: hostWith(host), uri, shut: undefined, signal });
    expect(check.state).toBe('ok');
  });

  it('is not needed for a libvirt of one’s own', async () => {
    const own = 'qemu:///session';
    const check = await checkGroup({ ask: hostWith({}), uri: own, shut, signal });
    expect(check.state).toBe('ok');
  });
});

describe('the version', () => {
  const said = (daemon: string) =>
    `Running hypervisor: QEMU 7.2.22\nRunning against daemon: ${daemon}\n`;

  it('that is old says what it cannot', () => {
    const check = checkVersion(said('9.0.0'));
    expect(check.state).toBe('warning');
    expect(check.says).toMatch(/^libvirt 9\.0\.0 · QEMU 7\.2\.22 cannot: .*external.*UEFI/);
    expect(checkVersion(said('9.10.0')).says).not.toContain('external');
  });

  it('that is new enough says only what it is', () => {
    expect(checkVersion(said('10.9.0'))).toMatchObject({
      state: 'ok',
      says: 'libvirt 10.9.0 · QEMU 7.2.22',
    });
  });

  it('that is not told is unknown', () => {
    expect(checkVersion('').state).toBe('unknown');
  });
});
