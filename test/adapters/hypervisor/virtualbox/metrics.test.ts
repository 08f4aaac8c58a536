import { describe, expect, it } from 'vitest';
import { parseBlocks } from '../../../../adapters/hypervisor/virtualbox/blocks.ts';
import { parseHostInfo } from '../../../../adapters/hypervisor/virtualbox/hosts.ts';
import { parseCapacities } from '../../../../adapters/hypervisor/virtualbox/media.ts';
import { parseMetrics } from '../../../../adapters/hypervisor/virtualbox/metrics.ts';
import { parseVersion } from '../../../../adapters/hypervisor/virtualbox/version.ts';
import { recorded } from './recorded.ts';

const metrics = (name: string) => Object.fromEntries(parseMetrics(recorded(name).stdout));

describe('metrics query', () => {
  it('gives the newest value of each, also behind a name that breaks the columns', () => {
    expect(metrics('metrics-query-by-uuid-long-name')).toEqual({
      'CPU/Load/User': 0,
      'RAM/Usage/Used': 43_824 * 1024,
    });
  });

  it('gives nothing for what the guest does not tell', () => {
    expect(metrics('metrics-query-linux')).toEqual({
      'CPU/Load/User': expect.closeTo(0.0784),
      'RAM/Usage/Used': 152_824 * 1024,
      'Net/Rate/Rx': 0,
    });
  });

  it('gives nothing where nothing was set up', () => {
    expect(metrics('metrics-query-nosetup')).toEqual({});
  });

  it('is not misled by the name of a machine', () => {
    const name = 'x CPU/Load/User                            99.00%';
    expect(
      Object.fromEntries(
        parseMetrics(`${name} CPU/Load/Kernel                          1.00%, 2.00%`),
      ),
    ).toEqual({ 'CPU/Load/Kernel': 0.02 });
  });
});

describe('lists of the host', () => {
  it('its CPUs and memory', () => {
    expect(parseHostInfo(recorded('list-hostinfo').stdout)).toEqual({
      cpus: 2,
      memoryBytes: 24_105 * 1024 ** 2,
      memoryUsedBytes: (24_105 - 22_586) * 1024 ** 2,
    });
  });

  it('its interfaces, a block each', () => {
    const blocks = parseBlocks(recorded('list-bridgedifs').stdout, 'Name');
    expect(blocks.map((block) => [block.get('Name'), block.get('Status')])).toEqual([
      ['eth0', 'Up'],
      ['ifb0', 'Down'],
      ['ifb1', 'Down'],
    ]);
  });

  it('the sizes of all disks', () => {
    const sizes = parseCapacities(recorded('list-hdds').stdout);
    expect(sizes.get('bbc6ff07-7c2a-4c6b-994b-df8943694df5')).toBe(8 * 1024 ** 2);
    expect(sizes.size).toBeGreaterThan(3);
  });

  it('its version, behind the warnings of a wrapper', () => {
    expect(parseVersion(recorded('wrapper-script-version.stdout').stdout)).toBe('7.2.22');
    expect(parseVersion('no version')).toBeUndefined();
  });
});
