import { describe, expect, it } from 'vitest';
import { parseShape } from '../../../../adapters/hypervisor/libvirt/domain-xml.ts';
import { parseList } from '../../../../adapters/hypervisor/libvirt/machines.ts';
import {
  endedInOrder,
  machineState,
  stateReason,
} from '../../../../adapters/hypervisor/libvirt/states.ts';
import { recorded } from './recorded.ts';

const id = '1728ac18-ae7c-467d-9437-bc3e804377a7';

describe('a list of machines', () => {
  it.each(['e1', '--all', '$(reboot)', ' two  spaces ', `"it's"`, 'x'.repeat(300), '\u202Eevil'])(
    'has the name %j as it is',
    (name) => {
      expect(parseList(`${id} ${name}\n\n`)).toEqual([{ id, name }]);
    },
  );

  it('has no machine for a line that is none', () => {
    expect(parseList(' Id   Name   State\n\nerror: nothing\n')).toEqual([]);
  });
});

describe('a definition', () => {
  it('gives CPUs, memory and whether an agent has a channel', () => {
    expect(parseShape(recorded('domain.xml'))).toEqual({
      cpus: 1,
      memoryBytes: 134_217_728,
      hasAgentChannel: true,
      needsKvm: false,
      tags: [],
    });
  });

  it('says whether it wants KVM', () => {
    expect(parseShape("<domain type='kvm'/>").needsKvm).toBe(true);
    expect(parseShape("<domain type='qemu'/>").needsKvm).toBe(false);
  });

  it('gives the CPUs that are plugged in, not the most there could be', () => {
    const xml = "<domain><vcpu placement='static' current='2'>8</vcpu></domain>";
    expect(parseShape(xml)).toEqual({
      cpus: 2,
      memoryBytes: undefined,
      hasAgentChannel: false,
      needsKvm: false,
      tags: [],
    });
  });
});

describe('a state', () => {
  it('is one of ours, and has its reason where that says more', () => {
    expect(machineState('1')).toBe('running');
    expect(machineState('5')).toBe('stopped');
    expect(stateReason('3', '5')).toBe('paused (I/O error)');
    expect(stateReason('1', '1')).toBeUndefined();
  });

  it('that libvirt invents later is unknown', () => {
    expect(machineState('42')).toBe('unknown');
    expect(machineState(undefined)).toBe('unknown');
  });

  it.each([
    ['5', '1', true],
    ['5', '2', false],
    ['5', '3', false],
    ['5', '0', undefined],
    ['5', undefined, undefined],
    ['1', '1', undefined],
  ])('%s of reason %s says whether its guest shut itself down', (state, reason, inOrder) => {
    expect(endedInOrder(state, reason)).toBe(inOrder);
  });
});
