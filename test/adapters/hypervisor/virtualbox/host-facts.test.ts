import { describe, expect, it } from 'vitest';
import {
  bridgesFact,
  driverFacts,
  processorFacts,
} from '../../../../adapters/hypervisor/virtualbox/host-facts.ts';
import { recorded } from './recorded.ts';

describe('what VirtualBox tells of its host', () => {
  it('is what the processor can do, and the system', () => {
    expect(processorFacts(recorded('list-hostinfo').stdout)).toEqual([
      { label: 'Processor', value: 'AMD EPYC' },
      { label: 'VT-x or AMD-V', value: 'no' },
      { label: 'Nested paging', value: 'no' },
      { label: 'Nested virtualization', value: 'no' },
      { label: 'System', value: 'Linux 6.18.44-fc-v595' },
    ]);
  });

  it('leaves out what it does not tell', () => {
    expect(processorFacts('Host Information:\n\nProcessor online count: 2\n')).toEqual([]);
    expect(driverFacts(undefined)).toEqual([]);
  });

  it('is a warning where the kernel driver is not loaded', () => {
    expect(driverFacts('loaded')).toMatchObject([{ value: 'vboxdrv is loaded' }]);
    expect(driverFacts('absent')).toMatchObject([{ warns: true }]);
  });

  it('names the interfaces that machines can be bridged to', () => {
    const { value } = bridgesFact(recorded('list-bridgedifs').stdout);
    expect(value).toMatch(/^eth0 \(192\.0\.2\.2\), ifb0 \(down\)/);
    expect(bridgesFact('')).toEqual({ label: 'Can be bridged to', value: 'nothing' });
  });
});
