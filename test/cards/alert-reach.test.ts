import { expect, it, test } from 'vitest';
import { onCallOf } from '../../src/access/on-call.ts';
import { peopleOf } from '../../src/access/people.ts';
import type { Reached } from '../../src/alerts/reach/reached.ts';
import { defaultRules } from '../../src/alerts/rules/default-rules.ts';
import { readAlerts } from '../../src/alerts/section.ts';
import { reachBlocks, routeBlocks } from '../../src/cards/alert-reach.ts';
import { missedCard } from '../../src/cards/alerts-missed.ts';
import { onCallCard } from '../../src/cards/on-call.ts';
import { fileOf } from '../access/rules.ts';
import { textOf } from '../commands/bench.ts';
import { incident, reachingIn } from '../fixtures/reach.ts';

const now = Date.parse('2026-01-06T10:04:00Z');
const reaching = reachingIn(`[{ to: slack:C1, escalate: [
  { after: 10m, mention: onCall }, { after: 30m, to: slack:C9, mention: [budi, here] }] }]`);
const reached: Reached = {
  told: [{ platform: 'slack', channel: 'C1' }],
  ...{ held: [], done: [], waits: { critical: { since: Date.parse('2026-01-06T10:00:00Z') } } },
};
const show = (more: Partial<Parameters<typeof reachBlocks>[1]> = {}, is = incident()) =>
  textOf({ title: '', blocks: reachBlocks(is, { reached, reaching, now, ...more }) });

it('says where it was told, and who is told next, and when', () => {
  const text = show();
  expect(text).toContain('slack:C1');
  expect(text).toContain('2026-01-06 10:10:00 UTC');
  expect(text).toContain('slack:C1, calling Anna, unless somebody acknowledges it');
  expect(text).toContain('2026-01-06 10:30:00 UTC');
  expect(text).toContain('slack:C1, slack:C9, calling Budi and whoever is here');
});

it('says of what was acknowledged that nobody is told next', () => {
  expect(show({}, incident({ state: 'acknowledged' }))).not.toContain('Told next');
});

it('says what is held back, and until when', () => {
  const held = [{ place: { platform: 'slack', channel: 'C2' }, until: now }];
  expect(show({ reached: { ...reached, held } })).toContain('Held back in slack:C2');
});

test('routes are shown as they are written, and none where there are none', () => {
  const { alerts } = readAlerts({
    alerts: {
      routes: [
        {
          ...{ to: 'slack:C1', severity: 'critical', on: 'tag:web', mention: ['here', 'slack:S1'] },
          escalate: [{ after: '10m' }, { after: '1h', to: 'slack:C9', severity: 'warning' }],
          quiet: { from: '22:00', to: '07:30', zone: 'Asia/Jakarta' },
        },
        { to: 'nobody' },
      ],
    },
  });
  const text = textOf({ title: '', blocks: routeBlocks(alerts.routes) });
  expect(text).toContain('critical on tag:web');
  expect(text).toContain('whoever is here, slack:S1');
  expect(text).toContain('after 10 min: again; after 1 h (warnings too): slack:C9');
  expect(text).toContain('22:00 to 07:30 Asia/Jakarta');
  expect(text).toContain('nobody');
  expect(routeBlocks([])).toEqual([]);
});

test('what came and went is one line, with the first of them', () => {
  const over = (number: number) => ({
    ...incident({ severity: 'warning' }),
    number,
    endedAt: 60_000,
  });
  const card = missedCard([1, 2, 3, 4, 5, 6, 7].map(over), defaultRules);
  expect(card.title).toBe('7 warnings came and went in the quiet hours');
  expect(textOf(card)).toContain('#1 CPU of web-1');
  expect(textOf(card)).toContain('And 2 more.');
});

test('who is on call is said with who is next, and who cannot be called', () => {
  const file = fileOf(`access:
  people: { anna: { name: Anna, slack: U1 }, budi: { name: Budi } }
  onCall: { lab: { people: [anna, budi], every: 1w, from: 2026-01-05 09:00, zone: UTC } }`);
  const card = onCallCard(onCallOf(file, peopleOf(file, [])), now);
  expect(card.title).toBe('Anna is on call');
  expect(textOf(card)).toContain('Budi, in no chat');
  expect(textOf(card)).toContain('2026-01-12 09:00:00 UTC');
  const before = onCallCard(onCallOf(file, peopleOf(file, [])), Date.parse('2026-01-01T00:00:00Z'));
  expect(textOf(before)).toContain('nobody yet');
  expect(onCallCard(onCallOf({}, peopleOf(file, [])), now).title).toBe('Nobody is on call');
});
