import { expect, test } from 'vitest';
import { createEngine } from '../../../src/alerts/engine/engine.ts';
import {
  replicaSubject,
  storageSubject,
  taskSubject,
} from '../../../src/alerts/engine/subjects.ts';
import { defaultRules } from '../../../src/alerts/rules/default-rules.ts';
import type { Rule } from '../../../src/alerts/rules/rule.ts';
import {
  OWN_SITE,
  type SignalInfo,
  type Subject,
  signals,
} from '../../../src/alerts/rules/signal.ts';
import { siteName } from '../../../src/config.ts';
import { HOUR, type Line, MINUTE, machineOn, play } from '../../fixtures/alerts.ts';

const infos = Object.entries<SignalInfo>(signals);

test.each(infos)('%s says in whole sentences what it is and what to do', (_, { meaning, fix }) => {
  for (const text of [meaning, fix]) expect(text).toMatch(/^[A-Za-z].*\.$/s);
});

test('no site can be called as the bot itself is among them', () => {
  expect(siteName.safeParse(OWN_SITE).success).toBe(false);
});

test('what is asked once an hour fires with its first value, and is over with the first that is good', () => {
  const told = play({
    minutes: 240,
    courses: [
      {
        subject: machineOn('kvm-a', 'web-1'),
        signal: 'backup-late',
        value: (minute) => (minute % 60 === 0 ? (minute < 180 ? 8 : 0.1) : undefined),
      },
      { subject: machineOn('kvm-a', 'web-2'), signal: 'machine-cpu', value: () => 0.1 },
    ],
  });
  expect(told.story).toEqual(['0 card fired', '180 edit resolved']);
});

test('the time that a rule wants goes on between values that come seldom', () => {
  const rule: Rule = {
    name: 'slow',
    signal: 'backup-late',
    ...{ trigger: 7, clear: 7, forMs: 90 * MINUTE, clearForMs: 0, severity: 'warning' },
  };
  const told = play({
    minutes: 240,
    rules: [rule],
    courses: [
      {
        subject: machineOn('kvm-a', 'web-1'),
        signal: 'backup-late',
        value: (minute) => (minute % 60 === 0 ? 8 : undefined),
      },
      { subject: machineOn('kvm-a', 'web-2'), signal: 'machine-cpu', value: () => 0.1 },
    ],
  });
  expect(told.story).toEqual(['120 card fired']);
});

test('storages of one host are one card, and one that hosts share belongs to none', () => {
  const own = ['fast', 'slow'].map((name) => storageSubject('kvm', { host: 'kvm-a', name }));
  const shared = storageSubject('kvm', { host: 'kvm-a', name: 'nfs', shared: true });
  const told = play({
    minutes: 20,
    courses: [
      { subject: machineOn('kvm-a', 'web-1'), signal: 'machine-cpu', value: () => 0.1 },
      ...[own, shared].flat().map(
        (subject): Line => ({
          ...{ subject, signal: 'storage-fill' },
          value: (minute) => (minute % 5 === 0 ? 0.9 : undefined),
        }),
      ),
    ],
  });
  const cards = told.posts.filter(({ how }) => how === 'card').map(({ incident }) => incident);
  expect(
    cards.map(({ host, members }) => [host, members.map(({ subject }) => subject.name)]),
  ).toEqual([
    ['kvm-a', ['fast', 'slow']],
    [undefined, ['nfs']],
  ]);
  expect(storageSubject('kvm', { host: 'kvm-b', name: 'nfs', shared: true })).toEqual(shared);
});

test('a task that is trouble no more is over, for it is not there any more', () => {
  const engine = createEngine(defaultRules);
  const about = { site: 'kvm', host: 'kvm-a', tags: [], id: 12, title: 'Start web-1' };
  const watch = (subjects: readonly Subject[], at: number) => engine.watch('kvm', subjects, at);
  const [handle = -1] = watch([taskSubject(about)], 0);
  engine.observe(handle, 'task-failed', 0, 1);
  const [post] = engine.tick(0);
  expect(post?.incident.members[0]?.subject.name).toBe('12: Start web-1');
  watch([], HOUR);
  expect(engine.tick(HOUR).map(({ how, why }) => `${how} ${why}`)).toEqual(['edit resolved']);
});

test('a process of the bot is one subject, whatever its number', () => {
  const subject = replicaSubject('ops-1');
  const told = play({
    minutes: 10,
    courses: [{ subject, signal: 'bot-chat', value: () => 1 }],
  });
  expect(told.posts[0]?.incident).toMatchObject({ site: OWN_SITE, host: undefined });
});
