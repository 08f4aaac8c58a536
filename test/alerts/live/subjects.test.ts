import { expect, test } from 'vitest';
import { storageSubject } from '../../../src/alerts/engine/subjects.ts';
import { createSubjects } from '../../../src/alerts/live/subjects.ts';
import type { Source } from '../../../src/alerts/source.ts';
import { db1, kvmA, web } from '../../fixtures/site-watch.ts';

const source: Source = { signals: ['storage-fill'], everyMs: 1, read: async () => [] };
const kvmB = { site: 'kvm', name: 'kvm-b' };
const nfs = storageSubject('kvm', { host: 'kvm-a', name: 'nfs' });
const reading = (value?: number) => ({
  subject: nfs,
  signal: 'storage-fill' as const,
  at: 1,
  value,
});
const names = (of: ReturnType<typeof createSubjects>) => of.all().map(({ name }) => name);

test('an answer that says the same leaves the very same list, and another one makes a new one', () => {
  const subjects = createSubjects({ hosts: [], firing: [] });
  subjects.answered({ hosts: [kvmA], machines: [web, db1] });
  subjects.read(source, [reading(0.5)]);
  const before = subjects.all();
  subjects.answered({ hosts: [{ ...kvmA, cpuFraction: 0.9 }], machines: [web, db1] });
  subjects.answered({ hosts: [kvmA], machines: [{ ...web }, { ...db1, stateReason: 'booted' }] });
  subjects.read(source, [reading()]);
  expect(subjects.all()).toBe(before);
  for (const round of [
    { hosts: [kvmA], machines: [web] },
    { hosts: [kvmA], machines: [{ ...web, tags: ['prod'] }] },
    { hosts: [kvmA, kvmB], machines: [{ ...web, tags: ['prod'] }] },
  ]) {
    const known = subjects.all();
    subjects.answered(round);
    expect(subjects.all()).not.toBe(known);
  }
  expect(names(subjects)).toEqual(['nfs', 'web-1', 'kvm-a', 'kvm-b']);
});

test('machines of a host that does not answer stay, and go when it answers without them', () => {
  const subjects = createSubjects({ hosts: [], firing: [] });
  subjects.answered({ hosts: [kvmA], machines: [web, db1] });
  subjects.answered({ hosts: [{ ...kvmA, problem: 'it is away' }], machines: [] });
  expect(names(subjects)).toEqual(['web-1', 'db-1', 'kvm-a']);
  subjects.answered({ hosts: [kvmA], machines: [web] });
  expect(names(subjects)).toEqual(['web-1', 'kvm-a']);
});
