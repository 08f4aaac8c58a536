import { expect, test } from 'vitest';
import { defaultRules } from '../../../src/alerts/rules/default-rules.ts';
import { type Rule, ruleFor } from '../../../src/alerts/rules/rule.ts';
import { signalNames, signals } from '../../../src/alerts/rules/signal.ts';
import { hostNamed, machineOn, play } from '../../fixtures/alerts.ts';

const rule: Rule = {
  name: 'busy',
  signal: 'machine-cpu',
  ...{ trigger: 0.8, clear: 0.7, forMs: 60_000, clearForMs: 60_000, severity: 'warning' },
};

test('every signal has a rule without any configuration, and clears below where it triggers', () => {
  expect(new Set(defaultRules.map(({ signal }) => signal))).toEqual(new Set(signalNames));
  for (const { trigger, clear, signal } of defaultRules) {
    expect(clear).toBeLessThanOrEqual(trigger);
    if (signals[signal].unit === 'flag') expect([trigger, clear]).toEqual([1, 1]);
  }
  expect(new Set(defaultRules.map(({ name }) => name)).size).toBe(defaultRules.length);
});

test('a rule is for its kind of thing, and for what its selector means', () => {
  const only = ruleFor({ ...rule, on: 'tag:prod' });
  expect(only(machineOn('a', 'web', { tags: ['prod'] }))).toMatchObject({ trigger: 0.8 });
  expect(only(machineOn('a', 'web'))).toBeUndefined();
  expect(ruleFor(rule)(hostNamed('a'))).toBeUndefined();
});

test('the last override that fits counts, and one may switch the rule off', () => {
  const of = ruleFor({
    ...rule,
    overrides: [
      { on: 'tag:batch', trigger: 0.98, severity: 'critical' },
      { on: 'ci-*', off: true },
    ],
  });
  const tags = ['batch'];
  expect(of(machineOn('a', 'etl', { tags }))).toMatchObject({
    ...{ trigger: 0.98, clear: 0.7, severity: 'critical' },
  });
  expect(of(machineOn('a', 'ci-7', { tags }))).toBeUndefined();
});

test('an override holds from the moment a tag is put on, and what it takes off is over', () => {
  const off = { ...rule, overrides: [{ on: 'tag:quiet', off: true }] };
  const stories = [undefined, 'quiet'].map((tag) =>
    play({
      minutes: 30,
      rules: [off],
      courses: [
        {
          subject: machineOn('a', 'web', { tags: [] }),
          signal: 'machine-cpu',
          value: () => 0.9,
        },
      ],
      act(engine, minute) {
        const tags = tag === undefined ? [] : [tag];
        if (minute === 15) engine.watch('kvm', [machineOn('a', 'web', { tags })], 15 * 60_000);
      },
    }),
  );
  expect(stories.map(({ story }) => story)).toEqual([
    ['1 card fired'],
    ['1 card fired', '15 edit resolved'],
  ]);
});
