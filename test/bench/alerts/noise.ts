import { defaultRules } from '../../../src/alerts/rules/default-rules.ts';
import type { Rule } from '../../../src/alerts/rules/rule.ts';
import { hostNamed, type Line, machineOn, play, type Told } from '../../fixtures/alerts.ts';
import type { Measured } from '../figure.ts';

interface Case {
  readonly name: string;
  told(): Told;
  readonly cards: number;
  readonly notifications: number;
}

const critical: readonly Rule[] = defaultRules.map((rule) => ({ ...rule, severity: 'critical' }));

const cases: readonly Case[] = [
  {
    name: 'one five-minute spike',
    told: () => play({ minutes: 120, courses: busy((at) => (at >= 20 && at < 25 ? 1 : 0.3)) }),
    ...{ cards: 0, notifications: 0 },
  },
  {
    name: '60 minutes at 95 %',
    told: () => play({ minutes: 120, courses: busy(anHour) }),
    ...{ cards: 1, notifications: 1 },
  },
  {
    name: '60 minutes at 95 %, critical',
    told: () => play({ minutes: 120, courses: busy(anHour), rules: critical }),
    ...{ cards: 1, notifications: 2 },
  },
  {
    name: '79/81 flapping around 80 for 100 minutes',
    told: () => play({ minutes: 150, courses: busy(aroundEighty) }),
    ...{ cards: 1, notifications: 2 },
  },
  {
    name: 'a host with 200 machines lost for 10 minutes',
    told: () => play({ minutes: 60, courses: lostHost() }),
    ...{ cards: 1, notifications: 2 },
  },
  {
    name: 'the poller dead for 5 minutes',
    told: () =>
      play({ minutes: 80, courses: busy((at) => (at >= 40 && at < 45 ? undefined : 0.3)) }),
    ...{ cards: 1, notifications: 1 },
  },
];

/** What a team gets of each, its notifications counted apart from cards. */
export function* measureNoise(): Generator<Measured> {
  for (const { name, told, cards, notifications } of cases) {
    const got = told();
    yield { figure: `${name}: cards`, ...atMost(got.cards, 'cards', cards) };
    const figure = `${name}: notifications`;
    yield { figure, ...atMost(got.notifications, 'notifications', notifications) };
  }
}

function atMost(value: number, unit: 'cards' | 'notifications', limit: number) {
  return { value, unit, goal: { is: 'at-most', limit } } as const;
}

function busy(value: Line['value']): readonly Line[] {
  return [{ subject: machineOn('kvm-a', 'web-1'), signal: 'machine-cpu', value }];
}

function anHour(minute: number): number {
  return minute >= 10 && minute < 70 ? 0.95 : 0.3;
}

function aroundEighty(minute: number): number {
  if (minute >= 100) return 0.3;
  return Math.floor(minute / 5) % 2 === 0 ? 0.81 : 0.79;
}

function lostHost(): readonly Line[] {
  const lost = (minute: number) => (minute >= 30 && minute < 40 ? 1 : 0);
  const machines = Array.from({ length: 200 }, (_, at) => machineOn('kvm-a', `web-${at}`));
  return [
    { subject: hostNamed('kvm-a'), signal: 'host-lost', value: lost },
    ...machines.map((subject): Line => ({ subject, signal: 'machine-silent', value: lost })),
  ];
}
