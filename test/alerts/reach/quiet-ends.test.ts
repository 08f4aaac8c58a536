import { expect, test } from 'vitest';
import type { Engine } from '../../../src/alerts/engine/engine.ts';
import { defaultRules } from '../../../src/alerts/rules/default-rules.ts';
import type { Rule } from '../../../src/alerts/rules/rule.ts';
import { HOUR, MINUTE, machineOn, play } from '../../fixtures/alerts.ts';

const web = machineOn('kvm-a', 'web-1');
const busy = (value: (minute: number) => number) => [
  { subject: web, signal: 'machine-cpu' as const, value },
];

const both: readonly Rule[] = [
  ...defaultRules.filter(({ name }) => name === 'machine-cpu'),
  {
    name: 'machine-cpu-critical',
    signal: 'machine-cpu',
    ...{ trigger: 0.95, clear: 0.9, forMs: 0, clearForMs: MINUTE },
    severity: 'critical',
  },
];

test('what is critical rings again when its mute is over, unless somebody has acknowledged it', () => {
  const silence = { id: '1', on: 'web-1', from: 30 * MINUTE, until: 40 * MINUTE, reason: 'known' };
  const rings = (by?: string) =>
    play({
      ...{ minutes: 60, rules: both, courses: busy((minute) => (minute < 10 ? 0.3 : 0.99)) },
      act(engine, minute, posts) {
        if (minute === 0) engine.silence(silence);
        const id = posts[0]?.incident.id ?? '';
        if (minute === 35 && by) engine.acknowledge(id, { by, at: 35 * MINUTE });
      },
    }).story;
  expect(rings()).toEqual([
    '10 card fired',
    '20 edit changed',
    '30 edit changed',
    '40 edit unmuted',
    '40 notice unmuted',
  ]);
  expect(rings('Anna')).toEqual([
    '10 card fired',
    '20 edit changed',
    '30 edit changed',
    '35 edit changed',
    '40 edit changed',
  ]);
});

test.each([
  [
    'muted',
    (engine: Engine) =>
      engine.silence({ id: '1', on: 'web-1', from: 15 * MINUTE, until: HOUR, reason: 'known' }),
  ],
  [
    'worked on by the bot itself',
    (engine: Engine) =>
      engine.maintain([
        { subject: web.key, from: 15 * MINUTE, until: 55 * MINUTE, reason: 'backup of web-1' },
      ]),
  ],
])('what gets critical while it is %s rings when that is over', (_, hush) => {
  const told = play({
    ...{ minutes: 70, rules: both },
    courses: busy((minute) => (minute < 30 ? 0.85 : 0.99)),
    act: (engine, minute) => minute === 0 && hush(engine),
  });
  expect(told.story).toEqual([
    '10 card fired',
    '15 edit changed',
    '30 edit changed',
    '60 edit escalated',
    '60 notice escalated',
  ]);
});

test('what came back while it was muted is told when that is over, if it still fires', () => {
  const value = (minute: number) => (minute < 20 || minute >= 30 ? 0.95 : 0.2);
  const until = HOUR;
  const told = play({
    ...{ minutes: 70, courses: busy(value) },
    act: (engine, minute) =>
      minute === 25 && engine.silence({ id: '1', on: 'web-1', from: 0, until, reason: 'known' }),
  });
  expect(told.story.slice(1)).toEqual([
    '25 edit resolved',
    '40 edit changed',
    '60 edit again',
    '60 notice again',
  ]);
});
