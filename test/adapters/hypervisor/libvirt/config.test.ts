import { describe, expect, it } from 'vitest';
import { Config } from '../../../../adapters/hypervisor/libvirt/config.ts';

describe('the settings of a libvirt site', () => {
  it('are none for the libvirt of this machine', () => {
    expect(Config.parse({})).toEqual({ uri: 'qemu:///system', backups: {} });
  });

  it.each([
    { ssh: { host: '-oProxyCommand=id' } },
    { ssh: { host: 'a b' } },
    { ssh: { host: 'kvm', user: '-l' } },
    { ssh: { host: 'kvm', port: 70_000 } },
    { ssh: {} },
    { uri: '' },
    { url: 'qemu:///system' },
  ])('%j is a mistake', (settings) => {
    expect(Config.safeParse(settings).success).toBe(false);
  });
});
