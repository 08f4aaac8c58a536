import { describe, expect, it } from 'vitest';
import { Config } from '../../../../adapters/hypervisor/libvirt/config.ts';
import { createReach } from '../../../../adapters/hypervisor/libvirt/reach.ts';
import { wayOf } from '../../../../adapters/hypervisor/libvirt/way.ts';

const { signal } = new AbortController();

describe('how a libvirt is reached', () => {
  it.each(['qemu:///system', 'qemu+unix:///system?socket=/run/x', 'qemu:///session'])(
    '%s is here, with a shell',
    (uri) => expect(wayOf({ uri })).toMatchObject({ here: true, hasShell: true }),
  );

  it('a qemu+ssh uri is our own ssh, with what it says of keys', () => {
    const uri = 'qemu+ssh://root@kvm2:2201/system?keyfile=/k&known_hosts=/h&no_tty=1';
    expect(wayOf({ uri })).toEqual({
      uri: 'qemu:///system',
      ssh: { host: 'kvm2', port: 2201, user: 'root', identity: '/k', knownHosts: '/h' },
      hasShell: true,
      here: false,
    });
  });

  it('an address of IPv6 loses its brackets, and a socket stays in the uri', () => {
    const way = wayOf({ uri: 'qemu+libssh2://[fd00::1]/system?socket=/run/a b' });
    expect(way.ssh?.host).toBe('fd00::1');
    expect(way.uri).toBe('qemu+unix:///system?socket=%2Frun%2Fa%20b');
  });

  it.each([
    'qemu+ssh://kvm2/system?no_verify=1',
    'qemu+ssh://kvm2/system?command=/tmp/evil',
    'qemu+ssh://kvm2/system?netcat=nc',
    'qemu+libssh://kvm2/system?known_hosts_verify=ignore',
    'qemu+ssh:///system',
    'qemu+tls://kvm2/system?no_verify=1',
    'qemu+ssh://-oProxyCommand=id/system',
  ])('%s is a mistake of the configuration', (uri) => {
    expect(Config.safeParse({ uri }).success).toBe(false);
  });

  it('over TLS virsh runs beside the bot, and nothing that was meant for the host', async () => {
    const way = wayOf({ uri: 'qemu+tls://kvm2/system?pkipath=/p' });
    expect(way).toMatchObject({ hasShell: false, here: false });
    const reach = createReach(way);
    await expect(
      reach.run(['rm', '-f', '--', '/images/a'], { signal, timeoutMs: 1_000 }),
    ).rejects.toMatchObject({ code: 'unsupported', message: expect.stringContaining('rm ') });
    await expect(
      reach.run(['sh', '-c', 'rm "$1"', 'virsh', '/a'], { signal, timeoutMs: 1_000 }),
    ).rejects.toMatchObject({ code: 'unsupported' });
  });
});
