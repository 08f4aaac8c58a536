import { expect, it } from 'vitest';
import { checkupCard } from '../../src/cards/checkup.ts';
import type { Code } from '../../src/doctor/codes.ts';
import type { Finding } from '../../src/doctor/finding.ts';
import { textOf } from '../commands/bench.ts';

const of = (code: Code, name: string, says: string, fix?: string): Finding => ({
  ...{ code, severity: 'info', site: 'kvm-a', host: 'kvm-a', at: 0 },
  ...{ machine: { id: name, name }, says, fix },
});
const text = (...findings: readonly Finding[]) =>
  textOf(checkupCard({ about: ['kvm-a'], facts: [], findings, now: 0 }));

it('one reason of several machines is told once, with what mends it for all of them', () => {
  const silent = (name: string) =>
    of('agent-silent', name, 'no guest agent answers in it', `guest setup ${name}`);
  const said = text(silent('e1'), silent('e2'));
  expect(said).toContain('agent-silent e1, e2: info: no guest agent answers in it');
  expect(said).toContain('Fix: guest setup says how it is installed.');
  expect(text(silent('e1'))).toContain('Fix: guest setup e1');
});

it('several reasons are each told where they are few, else what they have in common', () => {
  const refused = (name: string) => of('snapshot-refused', name, `the disk of ${name} is raw`);
  const few = text(refused('e1'), refused('e2'));
  expect(few).toContain('info: e1: the disk of e1 is raw; e2: the disk of e2 is raw');
  const many = text(...['e1', 'e2', 'e3', 'e4'].map(refused));
  expect(many).toContain('info: A snapshot of the machine, as it is now, would be refused.');
});
