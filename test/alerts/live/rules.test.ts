import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Rule } from '../../../src/alerts/rules/rule.ts';
import { MINUTE } from '../../fixtures/alerts.ts';
import { busyRule, type WatchedWorld, watchedWorld } from '../../fixtures/site-watch.ts';

const slow: Rule = { ...busyRule, forMs: 5 * MINUTE };

let here: WatchedWorld;
beforeEach(async () => {
  here = await watchedWorld();
});
afterEach(() => here.dispose());

test('other rules hold with the next look: what is under way keeps its time, what no rule speaks of is over', async () => {
  let rules: readonly Rule[] = [slow];
  const site = here.watch({ rules: () => rules });
  await site.answers(4, { cpu: 0.9 });
  rules = [{ ...busyRule, name: 'other', on: 'db-*' }, slow];
  await site.answers(1.5, { cpu: 0.9 });
  expect(await here.states()).toEqual(['firing']);
  await here.deliver();
  rules = [];
  site.heard();
  await site.looked();
  expect(await here.incidents()).toMatchObject([{ state: 'resolved', dropped: 'rule-gone' }]);
  expect(await here.said()).toEqual(['Alert 1: warning, firing', 'Alert 1: warning, resolved']);
});

test('whoever goes on without a rule says that it was taken out, as soon as it looks', async () => {
  const before = here.watch();
  await before.answers(1.5, { cpu: 0.9 });
  await here.deliver();
  await before.dies();
  const after = here.watch({ ...(await here.next()), rules: [] });
  await after.looked();
  expect(await here.incidents()).toMatchObject([{ state: 'resolved', dropped: 'rule-gone' }]);
});

test('whoever goes on where the rule leaves the machine out says that it does not hold for it', async () => {
  const before = here.watch();
  await before.answers(1.5, { cpu: 0.9 });
  await before.dies();
  const except = { ...busyRule, overrides: [{ on: 'web-*', off: true }] };
  const after = here.watch({ ...(await here.next()), rules: [except] });
  await after.answers(0.5);
  expect(await here.incidents()).toMatchObject([{ state: 'resolved', dropped: 'rule-off' }]);
});
