import { expect, it } from 'vitest';
import type { Facts } from '../../../src/connectivity/facts/values.ts';
import { whyCard } from '../../../src/connectivity/why/card.ts';
import { explain } from '../../../src/connectivity/why/explain.ts';
import { factsOf, hostLinks, reached, silence, untried } from './facts.ts';

const one = { end: { host: 'host-a' } };
const inner = { mode: 'intnet', segment: 'lab', wiring: 'inner' } as const;
const routed = { mode: 'network', segment: 'routed', wiring: undefined };
const both = { there: reached('10.0.0.2'), back: reached('10.0.0.1') };

const reaching: readonly (readonly [name: string, facts: Facts])[] = [
  ['all is well', factsOf(both)],
  ['one host and one bridge', factsOf({ ...both, b: one })],
  [
    'one internal network of one host',
    factsOf({ ...both, a: { card: inner }, b: { ...one, card: inner } }),
  ],
  [
    'one routed network of one host',
    factsOf({ ...both, a: { card: routed }, b: { ...one, card: routed } }),
  ],
  [
    'IPv6 alone',
    factsOf({
      a: { link: { addresses: ['fd00::1/64'] } },
      b: { link: { addresses: ['fd00::2/64'] } },
      there: reached('fd00::2'),
      back: reached('fd00::1'),
    }),
  ],
  [
    'through a gateway',
    factsOf({
      ...both,
      a: { routes: [{ to: 'default', via: '10.0.0.9', device: 'eth0' }] },
      b: { link: { addresses: ['10.9.0.2/24'] }, routes: [{ to: '10.0.0.0/24', via: '10.9.0.1' }] },
    }),
  ],
  [
    'only one end can be asked',
    factsOf({
      there: reached('10.0.0.2'),
      back: untried,
      b: { end: { inside: { why: 'no agent' }, met: ['10.0.0.2'] } },
    }),
  ],
];

it.each(reaching)('they reach each other: %s', (_, facts) => {
  const { verdict, sentence, chain, fix } = explain(facts);
  expect(sentence).toMatch(/ reach each other \(/);
  expect(verdict).toBe('reached');
  expect(chain.filter(({ mark }) => mark === 'broken')).toEqual([]);
  expect(fix).toBeUndefined();
});

it.each([
  ['a hole for large packets', { hole: { through: 1400, sent: 1500 } }],
  ['a second card that answers', { macs: ['52:54:00:00:00:0b', '52:54:00:00:00:0f'] }],
])('of two that reach each other nobody says that they cannot talk: %s', (_, fault) => {
  const facts = factsOf({ ...both, there: reached('10.0.0.2', fault) });
  const card = whyCard(facts, explain(facts));
  expect(card).toMatchObject({ title: 'a and b reach each other, with a fault', tone: 'warning' });
  const dropped = factsOf({
    a: { host: hostLinks({ carrier: false }) },
    there: silence('10.0.0.2', { tcp: { open: [22], refused: [80, 443] } }),
    back: reached('10.0.0.1'),
  });
  const found = explain(dropped);
  expect(found.sentence).toBe(
    '10.0.0.2 drops pings and answers TCP (port 22 open; port 80, 443 refused): the way is there',
  );
  expect(whyCard(dropped, found).title).toBe('a and b reach each other, with a fault');
  const silent = factsOf({ there: silence('10.0.0.2') });
  expect(whyCard(silent, explain(silent)).title).toBe('Why a and b cannot talk');
});

it('large packets that could not be tried are said to be unknown', () => {
  const { verdict, chain } = explain(
    factsOf({ ...both, there: reached('10.0.0.2', { untried: 'its ping cannot' }) }),
  );
  expect(verdict).toBe('reached');
  expect(chain.at(-1)).toEqual({
    mark: 'unknown',
    name: 'MTU',
    says: 'large packets were not tried: its ping cannot',
  });
});

it('a guest that tells its addresses and not its routes is asked nothing of them', () => {
  const windows = (address: string) => ({
    end: { inside: { value: { links: [{ name: 'Ethernet', addresses: [address] }] } } },
    cards: { value: [] },
  });
  const { chain } = explain(
    factsOf({ a: { ...windows('10.0.0.1/24') }, b: { ...windows('10.9.0.2/24') } }),
  );
  expect(chain).toContainEqual({
    mark: 'unknown',
    name: 'way from a',
    says: 'whether it has a route to 10.9.0.2 is not told',
  });
});

it('a bridge that its host does not show is not known to lead anywhere', () => {
  const { verdict, chain } = explain(factsOf({ ...both, a: { card: { segment: 'br7' } } }));
  expect(verdict).toBe('reached');
  expect(chain).toContainEqual({
    mark: 'unknown',
    name: 'segment',
    says: 'where br7 of host-a leads: host-a does not show it',
  });
});

it('what looks broken and is not in the way of an answer is a note', () => {
  const { verdict, chain } = explain(
    factsOf({ ...both, a: { host: hostLinks({ carrier: false }) } }),
  );
  expect(verdict).toBe('reached');
  expect(chain.filter(({ mark }) => mark === 'note')).toHaveLength(1);
});

it('where nobody can be asked and nothing looks broken, that is the answer, with what is not known', () => {
  const silent = {
    end: { inside: { why: 'it has no agent' }, hostNet: { why: 'no shell there' } },
  };
  const { verdict, sentence, chain } = explain(
    factsOf({ a: silent, b: silent, there: untried, back: untried }),
  );
  expect(verdict).toBe('unknown');
  expect(sentence).toMatch(/nothing between .* is seen to be broken, and it could not be tried/);
  expect(chain.filter(({ mark }) => mark === 'unknown').map(({ says }) => says)).toEqual(
    expect.arrayContaining(['it has no agent', 'nobody could ask']),
  );
});
