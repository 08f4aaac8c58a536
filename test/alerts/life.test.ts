import { expect, test } from 'vitest';
import { createEngine, type Engine } from '../../src/alerts/engine/engine.ts';
import { defaultRules } from '../../src/alerts/rules/default-rules.ts';
import type { Rule } from '../../src/alerts/rules/rule.ts';
import { HOUR, hostNamed, MINUTE, machineOn, POLL, play } from '../fixtures/alerts.ts';

const web = machineOn('kvm-a', 'web-1');
const busy = (value: (minute: number) => number | undefined, subject = web) => [
  { subject, signal: 'machine-cpu' as const, value },
];
const hour = (minute: number) => (minute >= 10 && minute < 70 ? 0.95 : 0.3);

test('who acknowledges it hears no more of it, whatever it does next', () => {
  const value = (minute: number) => (minute < 200 && minute % 40 < 20 ? 0.95 : 0.2);
  const told = play({
    minutes: 260,
    courses: busy(value),
    act(engine, minute, posts) {
      const [first] = posts;
      if (minute === 15 && first) {
        expect(engine.acknowledge(first.incident.id, { by: 'Anna', at: 15 * MINUTE })).toBe(true);
        expect(engine.acknowledge(first.incident.id, { by: 'Ben', at: 15 * MINUTE })).toBe(false);
      }
    },
  });
  expect(told.notifications).toBe(1);
  expect(told.posts[1]?.incident).toMatchObject({
    state: 'acknowledged',
    acknowledged: { by: 'Anna' },
  });
  expect(told.posts.at(-1)?.incident.state).toBe('resolved');
});

test('what becomes critical is told, and is nobody’s again', () => {
  const rules: readonly Rule[] = [
    ...defaultRules.filter(({ name }) => name === 'machine-cpu'),
    {
      name: 'machine-cpu-critical',
      signal: 'machine-cpu',
      ...{ trigger: 0.95, clear: 0.9, forMs: 5 * MINUTE, clearForMs: MINUTE },
      severity: 'critical',
    },
  ];
  const told = play({
    minutes: 60,
    rules,
    courses: busy((minute) => (minute < 20 ? 0.85 : minute < 40 ? 0.99 : 0.2)),
    act(engine, minute, posts) {
      const [first] = posts;
      if (minute === 15 && first) engine.acknowledge(first.incident.id, { by: 'Anna', at: 0 });
    },
  });
  expect(told.cards).toBe(1);
  const notices = told.posts.filter(({ how }) => how === 'notice');
  expect(notices.map(({ why }) => why)).toEqual(['escalated', 'resolved']);
  expect(notices[0]?.incident).toMatchObject({ severity: 'critical', state: 'firing' });
});

test('a silence says nothing while it lasts, and what still fires is told when it is over', () => {
  const silence = { id: '1', on: 'web-*', from: 0, until: 40 * MINUTE, reason: 'a load test' };
  const told = play({
    minutes: 120,
    courses: busy(hour),
    act: (engine, minute) => minute === 0 && engine.silence(silence),
  });
  expect(told.story).toEqual(['40 card fired', '75 edit resolved']);
});

test('a silence on a card that stands is shown on it, and its reason', () => {
  const silence = { id: '1', on: 'web-1', from: 0, until: HOUR, reason: 'known' };
  const told = play({
    minutes: 120,
    courses: busy(hour),
    act(engine, minute) {
      if (minute === 30) engine.silence(silence);
      if (minute === 35) expect(engine.unsilence('1')).toBe(true);
    },
  });
  expect(told.story).toEqual([
    '20 card fired',
    '30 edit changed',
    '35 edit changed',
    '75 edit resolved',
  ]);
  expect(told.posts.map(({ incident }) => incident.quiet)).toEqual([
    undefined,
    'known',
    undefined,
    undefined,
  ]);
});

test('the bot’s own work on a machine says nothing of it, nor what is felt of it afterwards', () => {
  const told = play({
    minutes: 120,
    courses: busy((minute) => (minute >= 10 && minute < 30 ? 0.95 : 0.3)),
    act(engine, minute) {
      const work = { subject: web.key, from: 5 * MINUTE, reason: 'backup of web-1' };
      if (minute === 5) engine.maintain([work]);
      if (minute === 30) engine.maintain([{ ...work, until: 30 * MINUTE }]);
    },
  });
  expect(told.posts).toEqual([]);
});

const load: Rule = {
  ...{ name: 'load', signal: 'host-load', trigger: 2, clear: 2, severity: 'warning' },
  ...{ forMs: 5 * MINUTE, clearForMs: MINUTE },
};
const kvmA = hostNamed('kvm-a');
const backup = {
  ...{ subject: kvmA.key, felt: ['host-load'] as const, reason: 'backup of web-1' },
  ...{ from: 0, until: 30 * MINUTE },
};

test('a host that the bot itself loads is no warning, until that is felt no more', () => {
  const courses = [{ subject: kvmA, signal: 'host-load' as const, value: () => 3 }];
  const act = (engine: Engine) => engine.maintain([backup]);
  const told = play({ minutes: 40, rules: [load], courses, act });
  expect(told.story).toEqual(['35 card fired']);
  const memory: Rule = { ...load, signal: 'host-memory' };
  const others = [{ subject: kvmA, signal: 'host-memory' as const, value: () => 3 }];
  expect(play({ minutes: 6, rules: [memory], courses: others, act }).story).toEqual([
    '5 card fired',
  ]);
});

test('what is critical there is told all the same, with the words whose work it may be', () => {
  const critical: Rule = { ...load, name: 'bad', trigger: 5, clear: 5, severity: 'critical' };
  const value = (minute: number) => (minute < 10 ? 3 : 6);
  const told = play({
    ...{ minutes: 40, rules: [load, critical] },
    courses: [{ subject: kvmA, signal: 'host-load', value }],
    act: (engine) => engine.maintain([backup]),
  });
  expect(told.story.slice(0, 1)).toEqual(['15 card fired']);
  expect(told.posts[0]?.incident).toMatchObject({ severity: 'critical', beside: backup.reason });
  expect(told.posts.at(-1)?.incident.beside).toBeUndefined();
});

test('a site without figures is quiet where it is muted, and told when that is over', () => {
  const engine = createEngine(defaultRules);
  engine.watch('kvm', [web], 0);
  engine.heard('kvm', 0);
  const until = 20 * MINUTE;
  engine.silence({ id: '1', on: 'site:kvm', signal: 'no-data', from: 0, until, reason: 'move' });
  const told: string[] = [];
  for (let now = 0; now <= HOUR; now += POLL) {
    told.push(...engine.tick(now).map(({ how, why }) => `${now / MINUTE} ${how} ${why}`));
  }
  expect(told).toEqual(['20 card fired']);
});

test('what goes on after the bot’s own work is told', () => {
  const told = play({
    minutes: 60,
    courses: busy(() => 0.95),
    act: (engine, minute) =>
      minute === 0 &&
      engine.maintain([{ subject: web.key, from: 0, until: 15 * MINUTE, reason: 'backup' }]),
  });
  expect(told.story[0]).toBe('20 card fired');
});

test('a machine that fires is not over because nobody has its figures', () => {
  const other = machineOn('kvm-a', 'web-2');
  const told = play({
    minutes: 120,
    courses: [...busy((minute) => (minute < 40 ? 0.95 : undefined)), ...busy(() => 0.2, other)],
  });
  expect(told.story).toEqual(['10 card fired']);
});

test('a gap in the figures is no time in which it was over the trigger', () => {
  const told = play({
    minutes: 30,
    courses: busy((minute) => (minute < 5 || minute >= 9 ? 0.95 : undefined)),
  });
  expect(told.story.find((line) => line.endsWith('fired'))).toBe('8 card fired');
  const fired = told.posts.find(({ incident }) => incident.signal === 'machine-cpu');
  expect(fired?.incident.startedAt).toBe(19 * MINUTE);
});

test('a time without any cycle is not told as a site without figures', () => {
  const engine = createEngine(defaultRules);
  engine.watch('kvm', [web], 0);
  expect(engine.tick(0)).toEqual([]);
  expect(engine.tick(HOUR)).toEqual([]);
  expect(engine.tick(HOUR + POLL)).toEqual([]);
});

test('a machine that is gone, or stands still, is over', () => {
  const engine = createEngine(defaultRules);
  const [handle = -1, second = -1] = engine.watch('kvm', [web, machineOn('kvm-b', 'db')], 0);
  for (let now = 0; now <= 20 * MINUTE; now += POLL) {
    engine.observe(handle, 'machine-cpu', now, 0.99);
    engine.observe(second, 'machine-cpu', now, 0.99);
    engine.heard('kvm', now);
    engine.tick(now);
  }
  expect(engine.open()).toHaveLength(2);
  engine.rest(second, ['machine-cpu'], 21 * MINUTE);
  engine.watch('kvm', [machineOn('kvm-b', 'db')], 21 * MINUTE);
  const posts = engine.tick(21 * MINUTE);
  expect(posts.map(({ how, why }) => `${how} ${why}`)).toEqual(['edit resolved', 'edit resolved']);
  expect(engine.open()).toEqual([]);
});

test('a machine that moves to another host stays one member of one incident', () => {
  const engine = createEngine(defaultRules);
  const cards: string[] = [];
  for (let now = 0; now <= 60 * MINUTE; now += POLL) {
    const host = now < 30 * MINUTE ? 'kvm-a' : 'kvm-b';
    const [handle = -1] = engine.watch('kvm', [machineOn(host, 'web-1')], now);
    engine.observe(handle, 'machine-cpu', now, now < 40 * MINUTE ? 0.99 : 0.1);
    cards.push(...engine.tick(now).map(({ how, why }) => `${how} ${why}`));
  }
  expect(cards).toEqual(['card fired', 'edit resolved']);
});

test('a host that is back keeps its machines quiet until theirs is over too', () => {
  const host = hostNamed('kvm-a');
  const lost = (minute: number) => (minute >= 10 && minute < 20 ? 1 : 0);
  const told = play({
    minutes: 40,
    courses: [
      { subject: host, signal: 'host-lost', value: lost },
      { subject: web, signal: 'machine-crashed', value: (at) => (at >= 10 && at < 22 ? 1 : 0) },
    ],
  });
  expect(told.posts.every(({ incident }) => incident.signal === 'host-lost')).toBe(true);
});
