import { describe, expect, it } from 'vitest';
import type { Code } from '../../src/doctor/codes.ts';
import { diagnose } from '../../src/doctor/diagnose.ts';
import type { SiteFacts } from '../../src/doctor/facts.ts';
import type { Severity } from '../../src/doctor/finding.ts';
import type { Host } from '../../src/hypervisor.ts';
import { at, GiB, healthy, hostOf, machineOf, vitalsOf } from './healthy.ts';

interface Row {
  readonly name: string;
  readonly facts: Partial<SiteFacts>;
  readonly finds: readonly [Code, Severity, string][];
}

const clock = (skewMs: number, tookMs = 100) => ({
  vitals: [
    vitalsOf('kvm', {
      clock: { there: at + skewMs, asked: at - tookMs / 2, answered: at + tookMs / 2 },
    }),
  ],
});
const memory = (freeGiB: number): Partial<SiteFacts> => ({
  hosts: [hostOf('kvm', { memoryUsedBytes: (32 - freeGiB) * GiB })],
});
const pool = (freeGiB: number, more: object = {}): Partial<SiteFacts> => {
  const size = { capacityBytes: 100 * GiB, freeBytes: freeGiB * GiB };
  return { pools: [{ host: 'kvm', name: 'disks', type: 'dir', active: true, ...size, ...more }] };
};
const looked = (look: object): Partial<SiteFacts> => ({ looks: [{ id: 'id-web-1', ...look }] });
const check = (more: object): Partial<SiteFacts> => ({
  checks: [{ code: 'quorum-lost', subject: 'quorum', state: 'failed', says: 'lost', ...more }],
});

const rows: readonly Row[] = [
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

describe('the doctor finds', () => {
  it.each(rows)('$name', ({ facts, finds }) => {
    const found = diagnose([healthy('kvm', facts)]);
    expect(found.map(({ code, severity }) => [code, severity])).toEqual(
      finds.map(([code, severity]) => [code, severity]),
    );
    for (const [at, [, , says]] of finds.entries()) expect(found[at]?.says).toContain(says);
  });

  it('the worst first', () => {
    const found = diagnose([
      healthy('kvm', { ...pool(4), ...clock(10_000), ...looked({ agent: 'missing' }) }),
    ]);
    expect(found.map(({ severity }) => severity)).toEqual(['critical', 'warning', 'info']);
  });
});

/** KVM and VirtualBox on one kernel. */
function twoSites({
  kvm = {},
  box = {},
  same = { machineId: 'AB-1' },
}: {
  readonly kvm?: Partial<SiteFacts>;
  readonly box?: Partial<SiteFacts>;
  readonly same?: Partial<Host>;
} = {}): readonly SiteFacts[] {
  return [
    healthy('kvm', {
      hosts: [hostOf('kvm', same)],
      vitals: [vitalsOf('kvm', { accelerator: 'KVM' })],
      ...kvm,
    }),
    healthy('vbox', {
      hosts: [hostOf('vbox', { ...same, machineId: same.machineId?.toLowerCase() })],
      vitals: [vitalsOf('vbox', { accelerator: 'VirtualBox' })],
      ...box,
    }),
  ];
}

const codesOf = (facts: readonly SiteFacts[], physical = {}) =>
  diagnose(facts, physical).map(({ code }) => code);

describe('two sites on one physical host', () => {
  it('contend for the processor where nobody says that it is shared', () => {
    const [first] = diagnose(twoSites());
    expect(first).toMatchObject({
      code: 'vtx-contended',
      severity: 'warning',
      site: 'kvm',
      others: ['vbox'],
    });
    expect(first?.says).toContain('KVM of kvm and VirtualBox of vbox want the same');
  });

  it.each<{ name: string; box: Partial<SiteFacts> }>([
    {
      name: 'share it',
      box: { vitals: [vitalsOf('vbox', { accelerator: 'VirtualBox', shares: true })] },
    },
    { name: 'do not both use it', box: { vitals: [vitalsOf('vbox')] } },
    {
      name: 'have none to contend for',
      box: { vitals: [vitalsOf('vbox', { extension: 'none', accelerator: 'VirtualBox' })] },
    },
  ])('are told to be one, and no more, where they $name', ({ box }) => {
    expect(codesOf(twoSites({ box }))).not.toContain('vtx-contended');
    expect(codesOf(twoSites({ box }))).toContain('host-shared');
  });

  it('the one that finds the other in its way is told whose it is, with its own advice', () => {
    const says = 'KVM holds it';
    const box = {
      checks: [
        {
          code: 'vtx-contended',
          subject: 'KVM',
          state: 'failed',
          says,
          hint: 'Stop them.',
          stops: 'all',
        },
      ],
    } as const satisfies Partial<SiteFacts>;
    const [first, ...others] = diagnose(twoSites({ box }));
    expect(first).toMatchObject({
      ...{ code: 'vtx-contended', severity: 'critical', site: 'vbox', others: ['kvm'] },
      ...{
        says: 'KVM holds it; on the same physical host is kvm (1 machine running)',
        fix: 'Stop them.',
      },
    });
    expect(others.map(({ code }) => code)).toEqual(['host-shared']);
  });

  it('take their memory from the same', () => {
    const many = (host: string) =>
      Array.from({ length: 5 }, (_, n) => machineOf(host, `${host}-${n}`));
    const facts = twoSites({ kvm: { machines: many('kvm') }, box: { machines: many('vbox') } });
    expect(codesOf(facts).filter((code) => code === 'memory-overcommitted')).toHaveLength(2);
    const apart = twoSites({
      kvm: { machines: many('kvm') },
      box: { machines: many('vbox') },
      same: {},
    });
    expect(codesOf(apart)).toEqual([]);
  });

  it('are known by the running kernel, or by their name in the configuration', () => {
    const boot = (host: string) => [vitalsOf(host, { bootId: 'b-1' })];
    const byKernel = twoSites({
      same: {},
      kvm: { vitals: boot('kvm') },
      box: { vitals: boot('vbox') },
    });
    expect(codesOf(byKernel)).toEqual(['host-shared']);
    const named = { kvm: 'rack-1', vbox: { vbox: 'rack-1' } };
    expect(codesOf(twoSites({ same: {} }), named)).toEqual(['vtx-contended', 'host-shared']);
    expect(codesOf(twoSites({ same: {} }), { kvm: 'rack-1', vbox: 'rack-2' })).toEqual([]);
  });
});
