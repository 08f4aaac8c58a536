import type { Code } from '../../src/doctor/codes.ts';
import type { SiteFacts } from '../../src/doctor/facts.ts';
import type { Severity } from '../../src/doctor/finding.ts';
import type { HostLink } from '../../src/hypervisor/network.ts';
import { at, GiB, hostOf, machineOf, vitalsOf } from './healthy.ts';

export interface Row {
  readonly name: string;
  readonly facts: Partial<SiteFacts>;
  readonly finds: readonly [Code, Severity, string][];
}

export const clock = (skewMs: number, tookMs = 100) => ({
  vitals: [
    vitalsOf('kvm', {
      clock: { there: at + skewMs, asked: at - tookMs / 2, answered: at + tookMs / 2 },
    }),
  ],
});
const memory = (freeGiB: number): Partial<SiteFacts> => ({
  hosts: [hostOf('kvm', { memoryUsedBytes: (32 - freeGiB) * GiB })],
});
export const pool = (freeGiB: number, more: object = {}): Partial<SiteFacts> => {
  const size = { capacityBytes: 100 * GiB, freeBytes: freeGiB * GiB };
  return { pools: [{ host: 'kvm', name: 'disks', type: 'dir', active: true, ...size, ...more }] };
};
export const looked = (look: object): Partial<SiteFacts> => ({
  looks: [{ id: 'id-web-1', ...look }],
});
const wires = (...uplinks: readonly Partial<HostLink>[]): Partial<SiteFacts> => ({
  nets: [
    {
      host: 'kvm',
      links: [
        { name: 'br0', kind: 'bridge', up: true, mtu: 1500, addresses: [] },
        { name: 'vnet0', kind: 'tun', bridge: 'br0', up: false, mtu: 1280, addresses: [] },
        ...uplinks.map((uplink, at) => ({
          ...{ name: `eno${at + 1}`, bridge: 'br0', addresses: [] },
          ...uplink,
        })),
      ],
    },
  ],
});
const check = (more: object): Partial<SiteFacts> => ({
  checks: [{ code: 'quorum-lost', subject: 'quorum', state: 'failed', says: 'lost', ...more }],
});

export const rows: readonly Row[] = [
  { name: 'nothing', facts: {}, finds: [] },
  { name: 'a check that failed', facts: check({}), finds: [['quorum-lost', 'critical', 'lost']] },
  {
    name: 'one that warns',
    facts: check({ state: 'warning' }),
    finds: [['quorum-lost', 'warning', 'lost']],
  },
  {
    name: 'one that could not be made',
    facts: check({ state: 'unknown' }),
    finds: [['quorum-lost', 'info', 'lost']],
  },
  { name: 'one that passed', facts: check({ state: 'ok' }), finds: [] },
  {
    name: 'what was not answered',
    facts: { gaps: [{ what: 'the storage', why: 'no answer in 8 s' }] },
    finds: [['not-looked-at', 'info', 'the storage: no answer in 8 s']],
  },
  { name: 'memory that is free', facts: memory(4), finds: [] },
  {
    name: 'little memory',
    facts: memory(2),
    finds: [['memory-low', 'warning', '2.0 of 32.0 GiB are free']],
  },
  {
    name: 'hardly any',
    facts: memory(0.5),
    finds: [['memory-full', 'critical', '0.5 of 32.0 GiB are free']],
  },
  {
    name: 'a host that tells no memory',
    facts: { hosts: [hostOf('kvm', { memoryUsedBytes: undefined })] },
    finds: [],
  },
  {
    name: 'more memory promised than there is',
    facts: { machines: Array.from({ length: 9 }, (_, n) => machineOf('kvm', `m-${n}`)) },
    finds: [
      ['memory-overcommitted', 'warning', '9 machines that run may take 36.0 GiB of 32.0 GiB'],
    ],
  },
  {
    name: 'more processors than four for one',
    facts: { machines: [machineOf('kvm', 'a', { cpus: 33 })] },
    finds: [['cpu-overcommitted', 'warning', 'have 33 processors, the host 8']],
  },
  {
    name: 'a machine that is off and too large',
    facts: { machines: [machineOf('kvm', 'big', { state: 'stopped', memoryBytes: 25 * GiB })] },
    finds: [['memory-short', 'info', 'wants 25.0 GiB, and 24.0 GiB are free on kvm']],
  },
  {
    name: 'a template, which never starts',
    facts: {
      machines: [
        machineOf('kvm', 'big', { state: 'stopped', memoryBytes: 25 * GiB, template: true }),
      ],
    },
    finds: [],
  },
  {
    name: 'a storage that fills',
    facts: pool(14),
    finds: [['storage-filling', 'warning', 'disks has 14.0 of 100.0 GiB free']],
  },
  { name: 'one that is full', facts: pool(4), finds: [['storage-full', 'critical', '(4 %)']] },
  {
    name: 'one that promises too much',
    facts: pool(60, { promisedBytes: 101 * GiB }),
    finds: [['storage-overcommitted', 'info', '101.0 GiB of 100.0 GiB']],
  },
  {
    name: 'one that is not active',
    facts: pool(60, { active: false }),
    finds: [['storage-inactive', 'warning', 'disks is not active']],
  },
  {
    name: 'one that hangs',
    facts: pool(60, { problem: 'does not answer' }),
    finds: [['storage-inactive', 'warning', 'disks does not answer']],
  },
  { name: 'a clock that is right', facts: clock(1_900), finds: [] },
  {
    name: 'a clock that is behind',
    facts: clock(-42_000),
    finds: [['clock-skewed', 'warning', '41 s behind that of the bot']],
  },
  {
    name: 'a clock that is ahead',
    facts: clock(10_000),
    finds: [['clock-skewed', 'warning', '9 s ahead of that of the bot']],
  },
  {
    name: 'a clock that is far off',
    facts: clock(3_600_000),
    finds: [['clock-skewed', 'critical', '59 min ahead']],
  },
  { name: 'an answer too slow to tell', facts: clock(5_000, 10_000), finds: [] },
  {
    name: 'no VT-x and no KVM',
    facts: { vitals: [vitalsOf('kvm', { extension: 'none' })] },
    finds: [['virtualization-off', 'warning', 'machines are emulated']],
  },
  {
    name: 'no VT-x, and KVM all the same',
    facts: { vitals: [vitalsOf('kvm', { extension: 'none', accelerator: 'KVM' })] },
    finds: [['virtualization-off', 'warning', 'KVM is offered, though']],
  },
  {
    name: 'a processor that does not tell',
    facts: { vitals: [vitalsOf('kvm', { extension: undefined })] },
    finds: [],
  },
  {
    name: 'a host that is a machine',
    facts: { vitals: [vitalsOf('kvm', { isMachine: true })] },
    finds: [['host-nested', 'info', 'a virtual machine itself']],
  },
  {
    name: 'nesting that is off',
    facts: { vitals: [vitalsOf('kvm', { nesting: false })] },
    finds: [['nesting-off', 'info', 'cannot run machines']],
  },
  {
    name: 'a bridge that is down, and no other',
    facts: { segments: [{ host: 'kvm', name: 'br0', kind: 'bridge', active: false }] },
    finds: [
      ['bridge-down', 'warning', 'the bridge br0 is down'],
      ['bridge-missing', 'warning', 'nothing is up'],
    ],
  },
  {
    name: 'an uplink that is off, or without a cable, and no other',
    facts: wires({ up: false }, { carrier: false }),
    finds: [['uplink-dead', 'warning', 'br0 does not lead out: eno1 is off, eno2 has no carrier']],
  },
  {
    name: 'one uplink of two that is on',
    facts: wires({ up: false }, { carrier: true }),
    finds: [],
  },
  { name: 'uplinks of which nothing is told', facts: wires({}, { mtu: 1500 }), finds: [] },
  { name: 'a bridge that leads nowhere', facts: wires(), finds: [] },
  {
    name: 'an uplink that is narrower than its bridge',
    facts: wires({ mtu: 9000 }, { mtu: 1400 }),
    finds: [['mtu-narrow', 'warning', 'br0 has an MTU of 1500, its uplink eno2 one of 1400']],
  },
  {
    name: 'no agent channel',
    facts: looked({ agent: 'missing' }),
    finds: [['agent-missing', 'info', 'no channel']],
  },
  {
    name: 'an agent that is silent',
    facts: looked({ agent: 'unheard' }),
    finds: [['agent-silent', 'info', 'no guest agent answers']],
  },
  { name: 'an agent that answers', facts: looked({ agent: 'answers' }), finds: [] },
  {
    name: 'a snapshot that would be refused',
    facts: looked({ snapshot: { message: 'a raw disk' } }),
    finds: [['snapshot-refused', 'info', 'a raw disk']],
  },
  {
    name: 'a node that is offline, once',
    facts: {
      ...check({ code: 'node-offline', state: 'warning' }),
      hosts: [hostOf('kvm'), { site: 'kvm', name: 'two', problem: 'is offline' }],
      segments: [],
    },
    finds: [['node-offline', 'warning', 'two is offline']],
  },
  {
    name: 'nodes of several versions',
    facts: {
      hosts: [hostOf('kvm', { version: '9.1' }), hostOf('kvm', { name: 'two', version: '8.4' })],
      segments: [],
    },
    finds: [['versions-differ', 'warning', 'kvm has 9.1, two has 8.4']],
  },
];
