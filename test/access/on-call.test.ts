import { expect, it, test } from 'vitest';
import { originWords } from '../../src/access/words.ts';
import { mistakesOf, policyOf } from './rules.ts';

const people = 'people: { anna: { slack: U1, discord: "11" }, budi: { slack: U2 } }';
const lab =
  'onCall: { lab: { people: [anna, budi], every: 1w, from: 2026-01-05 09:00, zone: Asia/Jakarta } }';
const yaml = `access:
  ${people}
  ${lab}
  bindings:
    - { role: viewer, people: [anna, budi] }
    - { role: admin, people: ["onCall:lab"] }`;

/** Of both, who may stop machines at that moment. */
function mayStop(at: string, text = yaml): readonly string[] {
  const now = Date.parse(at);
  const policy = policyOf(text, { now: () => now });
  return ['slack:U1', 'discord:11', 'slack:U2', 'slack:U3'].filter((word) => {
    const [platform = '', id = ''] = word.split(':');
    return policy.may({ actor: { platform, id } }, 'vm.power', {});
  });
}

it('whoever is on call has the role that hangs on it, in each of their chats, for as long as it is their turn', () => {
  expect(mayStop('2026-01-05T01:59:00Z')).toEqual([]);
  expect(mayStop('2026-01-05T02:00:00Z')).toEqual(['slack:U1', 'discord:11']);
  expect(mayStop('2026-01-12T02:00:00Z')).toEqual(['slack:U2']);
  expect(mayStop('2026-01-19T02:00:00Z')).toEqual(['slack:U1', 'discord:11']);
});

it('the turn ends in a process that goes on, and so does the right', () => {
  let now = Date.parse('2026-01-12T01:59:59Z');
  const policy = policyOf(yaml, { now: () => now });
  const anna = { actor: { platform: 'slack', id: 'U1' } };
  expect(policy.holds(anna, 'admin', {})).toBe(true);
  now += 1_000;
  expect(policy.holds(anna, 'admin', {})).toBe(false);
  expect(policy.holds(anna, 'viewer', {})).toBe(true);
});

it('says that they have it because it is their turn', () => {
  const now = Date.parse('2026-01-12T02:00:00Z');
  const { book } = policyOf(yaml, { now: () => now });
  const rules = book.of({ platform: 'slack', id: 'U2' });
  expect(rules.map(({ role, origin }) => `${role}: ${originWords(origin, now)}`)).toEqual([
    'viewer: access.bindings[0]',
    'admin: access.bindings[1], on call in lab now',
  ]);
});

test.each([
  [
    'lab: { people: [ana], every: 1w, from: 2026-01-05 09:00, zone: UTC }',
    'access.onCall.lab.people[0]: there is nobody called ana under access.people; did you mean anna?',
  ],
  [
    'lab: { people: [anna], every: 7, from: 2026-01-05 09:00, zone: UTC }',
    'access.onCall.lab.every: wants a time with its unit, as 1w, 1d or 12h',
  ],
  [
    'lab: { people: [anna], every: 10m, from: 2026-01-05 09:00, zone: UTC }',
    'access.onCall.lab.every: wants at least an hour, and at most a year',
  ],
  [
    'lab: { people: [anna], every: 1w, from: 2026-02-30 09:00, zone: UTC }',
    'access.onCall.lab.from: wants a day and a time of the first handover, as 2026-01-05 09:00',
  ],
  [
    'lab: { people: [anna], every: 1w, from: 2026-01-05 09:00, zone: Asia/Jakrta }',
    'access.onCall.lab.zone: there is no time zone Asia/Jakrta; did you mean Asia/Jakarta? (a name like Asia/Jakarta)',
  ],
  [
    'lab: { people: [], every: 1w, from: 2026-01-05 09:00, zone: UTC }',
    'access.onCall.lab.people: wants something in it',
  ],
  ['lab: { peple: [anna], every: 1w, from: 2026-01-05 09:00, zone: UTC }', 'did you mean people?'],
])('%s is told with its path', (rota, mistake) => {
  expect(mistakesOf(`access: { ${people}, onCall: { ${rota} } }`).join('\n')).toContain(mistake);
});

it('a role that hangs on a rota that there is not is refused', () => {
  const binding = 'bindings: [{ role: admin, people: ["onCall:lba"] }]';
  expect(mistakesOf(`access: { ${people}, ${lab}, ${binding} }`)).toEqual([
    'access.bindings[0].people[0]: there is no lba under access.onCall; did you mean lab?',
  ]);
});
