import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/doctor/diagnose.ts';
import type { SiteFacts } from '../../src/doctor/facts.ts';
import type { Host } from '../../src/hypervisor.ts';
import { healthy, hostOf, machineOf, vitalsOf } from './healthy.ts';

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
