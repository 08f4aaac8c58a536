import { describe, expect, test } from 'vitest';
import { onCallOf } from '../../src/access/on-call.ts';
import { peopleOf } from '../../src/access/people.ts';
import type { StandIn } from '../../src/access/stand-in.ts';
import { fileOf, policyOf } from './rules.ts';

/** Weeks from Monday 5 January 2026, 09:00 UTC: anna, budi, citra, anna … */
const yaml = `access:
  people: { anna: { slack: U1 }, budi: { slack: U2 }, citra: { slack: U3 } }
  onCall: { lab: { people: [anna, budi, citra], every: 1w, from: 2026-01-05 09:00, zone: UTC } }
  bindings: [{ role: admin, people: ["onCall:lab"] }]`;

let number = 0;
const standIn = (person: string, from: string, until: string, rota = 'lab'): StandIn => ({
  ...{ number: ++number, rota, person },
  ...{ from: Date.parse(from), until: Date.parse(until) },
});

/** `budi for anna until 2026-01-06T18:00`, of those who follow each other from that moment on. */
function turns(at: string, standIns: readonly StandIn[], most = 3): readonly string[] {
  const file = fileOf(yaml);
  const onCall = onCallOf(file, peopleOf(file, []), standIns);
  return onCall.turns('lab', Date.parse(at), most).map(({ person, insteadOf, until }) => {
    const instead = insteadOf ? ` for ${insteadOf.id}` : '';
    return `${person.id}${instead} until ${new Date(until).toISOString().slice(0, 16)}`;
  });
}

const day = standIn('budi', '2026-01-06T10:00Z', '2026-01-06T18:00Z');

describe('who stands in', () => {
  test('has the turn until its end, and then the rota goes on as the file has it', () => {
    expect(turns('2026-01-06T12:00Z', [day])).toEqual([
      'budi for anna until 2026-01-06T18:00',
      'anna until 2026-01-12T09:00',
      'budi until 2026-01-19T09:00',
    ]);
    expect(turns('2026-01-06T18:00Z', [day], 1)).toEqual(['anna until 2026-01-12T09:00']);
    expect(turns('2026-01-06T09:59Z', [day], 1)).toEqual(['anna until 2026-01-06T10:00']);
  });

  test('goes on over a handover, and into a turn of their own without a word', () => {
    const long = standIn('citra', '2026-01-06T10:00Z', '2026-01-14T09:00Z');
    expect(turns('2026-01-07T00:00Z', [long])).toEqual([
      'citra for anna until 2026-01-14T09:00',
      'budi until 2026-01-19T09:00',
      'citra until 2026-01-26T09:00',
    ]);
    const early = standIn('budi', '2026-01-10T09:00Z', '2026-01-12T09:00Z');
    expect(turns('2026-01-11T00:00Z', [early], 1)).toEqual([
      'budi for anna until 2026-01-19T09:00',
    ]);
  });

  test('gives way to whoever was given it later, and has it again after that', () => {
    const week = standIn('budi', '2026-01-06T10:00Z', '2026-01-10T10:00Z');
    const dinner = standIn('citra', '2026-01-06T18:00Z', '2026-01-06T20:00Z');
    expect(turns('2026-01-06T19:00Z', [week, dinner])).toEqual([
      'citra for anna until 2026-01-06T20:00',
      'budi for anna until 2026-01-10T10:00',
      'anna until 2026-01-12T09:00',
    ]);
    const back = standIn('budi', '2026-01-06T18:30Z', '2026-01-06T20:00Z');
    expect(turns('2026-01-06T19:00Z', [week, dinner, back], 1)).toEqual([
      'budi for anna until 2026-01-10T10:00',
    ]);
  });

  test('may do so before the first handover, when it is nobody’s turn', () => {
    const before = standIn('citra', '2026-01-01T09:00Z', '2026-01-02T09:00Z');
    expect(turns('2026-01-01T12:00Z', [before], 2)).toEqual([
      'citra until 2026-01-02T09:00',
      'anna until 2026-01-12T09:00',
    ]);
    expect(turns('2026-01-03T00:00Z', [before], 1)).toEqual(['anna until 2026-01-12T09:00']);
  });

  test('is nobody where the file does not know them, or has no such rota', () => {
    const gone = standIn('dewi', '2026-01-06T10:00Z', '2026-01-06T18:00Z');
    const other = standIn('budi', '2026-01-06T10:00Z', '2026-01-06T18:00Z', 'net');
    expect(turns('2026-01-06T12:00Z', [gone, other], 1)).toEqual(['anna until 2026-01-12T09:00']);
  });

  test('has what hangs on the turn, and whom they relieve has it no more, until its end', () => {
    let now = Date.parse('2026-01-06T12:00Z');
    const policy = policyOf(yaml, { standIns: [day], now: () => now });
    const may = (id: string) => policy.may({ actor: { platform: 'slack', id } }, 'vm.power', {});
    expect(['U1', 'U2'].map(may)).toEqual([false, true]);
    now = Date.parse('2026-01-06T18:00Z');
    expect(['U1', 'U2'].map(may)).toEqual([true, false]);
  });
});
