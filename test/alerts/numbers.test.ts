import { describe, expect, test } from 'vitest';
import { defaultRules } from '../../src/alerts/rules/default-rules.ts';
import type { Rule } from '../../src/alerts/rules/rule.ts';
import { hostNamed, machineOn, play } from '../fixtures/alerts.ts';

const web = machineOn('kvm-a', 'web-1');
const cpu = (value: (minute: number) => number | undefined) => [
  { subject: web, signal: 'machine-cpu' as const, value },
];
const critical: readonly Rule[] = defaultRules.map((rule) => ({ ...rule, severity: 'critical' }));
const during = (from: number, to: number, inside: number, outside: number) => (minute: number) =>
  minute >= from && minute < to ? inside : outside;

describe('what a team gets', () => {
  test('of one five-minute spike: nothing', () => {
    const { posts } = play({ minutes: 120, courses: cpu(during(20, 25, 1, 0.3)) });
    expect(posts).toEqual([]);
  });

  test('of an hour at 95 %: one card, edited to its end, and one notification', () => {
    const told = play({ minutes: 120, courses: cpu(during(10, 70, 0.95, 0.3)) });
    expect(told.story).toEqual(['20 card fired', '75 edit resolved']);
    expect(told.posts.at(-1)?.incident).toMatchObject({ state: 'resolved', peak: 0.95 });
  });

  test('of the same when it is critical: its end is told too', () => {
    const courses = cpu(during(10, 70, 0.95, 0.3));
    const told = play({ minutes: 120, courses, rules: critical });
    expect(told.story).toEqual(['20 card fired', '75 edit resolved', '75 notice resolved']);
    expect(told.notifications).toBe(2);
  });

  test('of 79 and 81 in turn for a hundred minutes: one card and one notification', () => {
    const flap = (minute: number) => (Math.floor(minute / 5) % 2 === 0 ? 0.81 : 0.79);
    const courses = cpu((minute) => (minute < 100 ? flap(minute) : 0.3));
    const told = play({ minutes: 150, courses });
    expect(told.story).toEqual(['10 card fired', '105 edit resolved']);
  });

  test('of a load that truly comes and goes: it is told once that it flaps, and its end is not lost', () => {
    const value = (minute: number) => (minute < 200 && minute % 40 < 20 ? 0.95 : 0.2);
    const told = play({ minutes: 300, courses: cpu(value), rules: critical });
    expect(told.cards).toBe(1);
    expect(told.posts.filter(({ how, why }) => how === 'notice' && why === 'again')).toHaveLength(
      1,
    );
    expect(told.posts.at(-1)).toMatchObject({ how: 'notice', why: 'resolved' });
    expect(told.posts.at(-1)?.incident.members[0]?.times).toBe(5);
  });

  test('of a host that is lost with its 200 machines for ten minutes: one card, two notifications', () => {
    const host = hostNamed('kvm-a');
    const lost = (minute: number) => minute >= 30 && minute < 40;
    const courses = [
      { subject: host, signal: 'host-lost' as const, value: (at: number) => (lost(at) ? 1 : 0) },
      ...Array.from({ length: 200 }, (_, at) => ({
        subject: machineOn('kvm-a', `web-${at}`),
        signal: 'machine-silent' as const,
        // Its QEMU is asked by another way, which is lost too.
        value: (minute: number) => (lost(minute) ? 1 : 0),
      })),
    ];
    const told = play({ minutes: 60, courses });
    expect(told.story).toEqual(['31 card fired', '41 edit resolved', '41 notice resolved']);
  });

  test('of a poller that is dead for five minutes: once that there are no figures, and no false end', () => {
    const dead = (minute: number) => minute >= 40 && minute < 45;
    const courses = cpu((minute) => (dead(minute) ? undefined : 0.95));
    const told = play({ minutes: 80, courses });
    expect(told.cards).toBe(2);
    expect(told.notifications).toBe(2);
    const [fired, noData] = told.posts.filter(({ how }) => how === 'card');
    expect(fired?.incident.signal).toBe('machine-cpu');
    expect(noData?.incident.signal).toBe('no-data');
    const ends = told.posts.filter(({ why }) => why === 'resolved');
    expect(ends.map(({ incident }) => incident.signal)).toEqual(['no-data']);
  });

  test('of twenty machines of one host: one card that grows by edits', () => {
    const courses = Array.from({ length: 20 }, (_, at) => ({
      subject: machineOn('kvm-a', `web-${at}`),
      signal: 'machine-cpu' as const,
      value: during(10 + at, 60 + at, 0.95, 0.3),
    }));
    const told = play({ minutes: 120, courses });
    expect(told.cards).toBe(1);
    expect(told.notifications).toBe(1);
    expect(told.posts.at(-1)?.incident.members).toHaveLength(20);
  });
});
