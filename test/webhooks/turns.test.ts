import { expect, it, test } from 'vitest';
import type { Incident } from '../../src/alerts/incident.ts';
import { type Paged, pagedAfter, turnsOf } from '../../src/webhooks/turns.ts';

type State = Pick<Incident, 'state' | 'severity'>;

/** `firing warning` and the like; empty for what was never told. */
function stateOf(text: string): State | undefined {
  if (text === '') return undefined;
  const [state, severity] = text.split(' ') as [Incident['state'], Incident['severity']];
  return { state, severity };
}

test.each([
  ['', 'firing warning', 'triggered'],
  ['', 'acknowledged warning', 'triggered acknowledged'],
  ['', 'resolved critical', ''],
  ['firing warning', 'firing warning', ''],
  ['firing warning', 'firing critical', 'raised'],
  ['firing critical', 'firing warning', ''],
  ['firing warning', 'acknowledged warning', 'acknowledged'],
  ['firing warning', 'acknowledged critical', 'raised acknowledged'],
  ['acknowledged warning', 'acknowledged warning', ''],
  ['acknowledged warning', 'firing critical', 'raised'],
  ['acknowledged warning', 'resolved warning', 'resolved'],
  ['firing critical', 'resolved critical', 'resolved'],
  ['resolved warning', 'resolved warning', ''],
  ['resolved warning', 'firing warning', 'triggered'],
])('from "%s" to "%s": %s', (before, now, turns) => {
  const is = stateOf(now) ?? expect.unreachable();
  expect(turnsOf(stateOf(before), is).join(' ')).toBe(turns);
});

it('what comes and goes between two severities is raised once', () => {
  let paged: Paged | undefined;
  const told = ['firing warning', 'firing critical', 'firing warning', 'firing critical'].flatMap(
    (text) => {
      const now = stateOf(text) ?? expect.unreachable();
      const turns = turnsOf(paged, now);
      paged = pagedAfter(paged, now);
      return turns;
    },
  );
  expect(told).toEqual(['triggered', 'raised']);
});
