import { expect, it } from 'vitest';
import type { KeptIncident } from '../../src/alerts/records.ts';
import { defaultRules } from '../../src/alerts/rules/default-rules.ts';
import type { Card } from '../../src/card.ts';
import { digestCard } from '../../src/cards/digest.ts';
import type { DigestFacts } from '../../src/digest/facts.ts';
import { oftenIn } from '../../src/digest/often.ts';
import { machineOn } from '../fixtures/alerts.ts';
import { keptIncident, noon } from '../fixtures/webhook-event.ts';

const HOUR = 3_600_000;
const anna = { by: 'anna', at: noon };
const kvm = { site: 'kvm', share: 1, downMs: 0, unknownMs: 0 };

function cardOf(incidents: readonly KeptIncident[], more: Partial<DigestFacts> = {}): Card {
  const span = { from: noon - 4 * HOUR, to: noon + 20 * HOUR };
  const facts = {
    span,
    incidents,
    often: oftenIn(incidents),
    storages: [],
    sites: [kvm],
    gaps: [],
  };
  return digestCard({ facts: { ...facts, ...more }, rules: defaultRules, zone: 'Asia/Jakarta' });
}

function fieldsOf({ blocks = [] }: Card): Readonly<Record<string, unknown>> {
  const fields = blocks.flatMap((block) => (block.type === 'fields' ? block.fields : []));
  return Object.fromEntries(fields.map(({ label, value }) => [label, value]));
}

const over = (number: number, more: Partial<KeptIncident> = {}) =>
  keptIncident({ number, state: 'resolved', endedAt: noon + HOUR, ...more });

it('a day without news is one line', () => {
  const card = cardOf([]);
  expect(card.title).toBe('Nothing to tell: no alert, every site answered');
  expect(card.blocks).toBeUndefined();
  expect(card.footer).toBe('27 Nov 15:00 – 28 Nov 15:00, Asia/Jakarta');
});

it('a day of which nobody knows is not called quiet', () => {
  expect(cardOf([], { sites: [] }).title).toBe(
    'No alert is known: nothing was measured in that time',
  );
  const sites = [{ site: 'kvm', downMs: 0, unknownMs: 24 * HOUR }];
  expect(fieldsOf(cardOf([], { sites }))).toEqual({
    'Sites answered': 'kvm unknown (nobody looked for 1 d)',
  });
});

it('a day with trouble says how much, how long, who looked after it, and what is still open', () => {
  const card = cardOf([
    over(1, { acknowledged: anna }),
    over(2, { endedAt: noon + 5 * HOUR, severity: 'critical' }),
    keptIncident({
      number: 3,
      startedAt: noon + 19 * HOUR,
      acknowledged: anna,
      state: 'acknowledged',
    }),
  ]);
  expect(card.title).toBe('3 alerts, 1 still open');
  expect(fieldsOf(card)).toEqual({
    Critical: '1',
    Longest: '5 h: CPU of web-1 over 80 % (#2)',
    'Looked after': 'anna 2, nobody 1',
    'Sites answered': 'kvm 100 %',
  });
  const table = card.blocks?.find(({ type }) => type === 'table');
  expect(table).toMatchObject({
    rows: [[{ text: '#3 CPU of web-1 over 80 %' }, { at: expect.any(String) }, 'anna']],
  });
});

it('what comes back often is named, with what may help, and others are not', () => {
  const often = over(1);
  const [member] = often.members;
  if (member === undefined) throw new Error('it has one');
  const build = { ...member, subject: machineOn('kvm-a', 'build-3'), times: 4 };
  const card = cardOf([
    { ...often, members: [{ ...member, times: 2 }, build] },
    over(2, { members: [{ ...build, times: 2 }] }),
  ]);
  expect(card.blocks).toContainEqual({
    type: 'text',
    text: 'machine-cpu of build-3 fired 6 times: consider a longer for, or a higher trigger.',
  });
  expect(card.actions?.at(-1)?.command).toBe('alert rules kvm/build-3');
});

it('a site that was away for a while is never rounded up to all of the day', () => {
  const sites = [{ site: 'pve', share: 0.9996, downMs: 4 * 60_000, unknownMs: 0 }];
  expect(fieldsOf(cardOf([], { sites }))).toEqual({
    'Sites answered': 'pve 99.9 % (4 min without an answer)',
  });
});
