import { expect, it } from 'vitest';
import { diagnose } from '../../src/doctor/diagnose.ts';
import { visibleTo } from '../../src/doctor/visible.ts';
import type { Machine } from '../../src/hypervisor.ts';
import { never } from '../contracts/subject.ts';
import { GiB, healthy, hostOf, machineOf } from './healthy.ts';

const facts = ['kvm', 'secret'].map((site) =>
  healthy(site, {
    hosts: [hostOf(site, { memoryUsedBytes: 31.9 * GiB })],
    machines: [machineOf(site, `${site}-1`), machineOf(site, `${site}-2`)],
    looks: [
      { id: `id-${site}-1`, agent: 'missing' },
      { id: `id-${site}-2`, agent: 'missing' },
    ],
  }),
);
const judged = (all: typeof facts) => diagnose(all, { kvm: 'rack-1', secret: 'rack-1' });
const whole = { facts, findings: judged(facts), judged: diagnose };

it('of hosts and machines that a person may not see nothing is said', async () => {
  const one: Machine = { ...machineOf('kvm', 'kvm-1'), site: 'kvm', birth: 'b', kind: 'vm' };
  const fleet = {
    hosts: async () => [
      { site: 'kvm', items: [hostOf('kvm')] },
      { site: 'secret', items: [] },
    ],
    machines: async () => [{ site: 'kvm', items: [one] }],
  };
  const seen = await visibleTo(fleet, whole, never);
  expect(seen.findings.map(({ code, machine }) => [code, machine?.name])).toEqual([
    ['memory-full', undefined],
    ['agent-missing', 'kvm-1'],
  ]);
  expect(whole.findings.map(({ code }) => code)).toContain('host-shared');
  expect(JSON.stringify(seen)).not.toContain('secret-1');
});
