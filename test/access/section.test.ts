import { expect, test } from 'vitest';
import { policyHash } from '../../src/access/file.ts';
import { fileOf, mistakesOf } from './rules.ts';

const person = 'access: { people: { anna: { slack: U1 } }, ';

test.each([
  [
    'access: { people: { anna: { slack: U1, discord: 80351110224678912 } } }',
    'access.people.anna.discord: wants a text: put the id in quotes',
  ],
  [
    'access: { people: { anna: { slak: U1 } } }',
    'access.people.anna.slak: there is no chat slak; did you mean slack? (known: slack, discord)',
  ],
  [
    'access: { people: { anna: { slack: U1 }, ben: { slack: U1 } } }',
    'access.people.ben.slack: U1 is anna already',
  ],
  ['access: { people: { "an*": { slack: U1 } } }', 'access.people.an*: '],
  [
    `${person} bindings: [{ role: operatr, people: [anna] }] }`,
    'access.bindings[0].role: there is no role operatr; did you mean operator?',
  ],
  [
    `${person} bindings: [{ role: viewer, people: [ana] }] }`,
    'access.bindings[0].people[0]: there is nobody called ana under access.people; did you mean anna?',
  ],
  [
    `${person} bindings: [{ role: viewer }] }`,
    'access.bindings[0]: names nobody; give it people: or groups:',
  ],
  [
    `${person} bindings: [{ role: viewer, people: [anna], on: [] }] }`,
    'access.bindings[0].on: wants something in it',
  ],
  [
    `${person} bindings: [{ role: viewer, people: [anna], on: ["tags:lab"] }] }`,
    'access.bindings[0].on[0]: there is no selector tags:; did you mean tag?',
  ],
  [
    `${person} bindings: [{ role: viewer, people: [anna], on: ["Tag:lab"] }] }`,
    'access.bindings[0].on[0]: there is no selector Tag:; did you mean tag?',
  ],
  [
    `${person} bindings: [{ role: viewer, people: [anna], on: ["state:running"] }] }`,
    'access.bindings[0].on[0]: a state changes by itself: no right can hang on it',
  ],
  [
    `${person} bindings: [{ role: viewer, people: [anna], on: [","] }] }`,
    'access.bindings[0].on[0]: wants something in it',
  ],
  [
    `${person} bindings: [{ role: viewer, people: [anna], in: {} }] }`,
    'access.bindings[0].in: wants something in it',
  ],
  [
    `${person} bindings: [{ role: viewer, people: [anna], where: {} }] }`,
    'access.bindings[0]: there is no key "where"',
  ],
  [
    'access: { roles: { admin: [vm.read] } }',
    'access.roles.admin: admin is there already; give yours another name',
  ],
  [
    'access: { roles: { mine: [vm.raed] } }',
    'access.roles.mine: there is no right vm.raed; did you mean vm.read?',
  ],
  [
    'access: { roles: { a: { includes: [b] }, b: { includes: [a] } } }',
    'access.roles.a.includes: it includes itself',
  ],
])('%s is told with its path', (yaml, problem) => {
  expect(mistakesOf(yaml, ['slack', 'discord']).join('\n')).toContain(problem);
});

test('a pattern that gives one person the machines of another is refused', () => {
  const of = (on: string) =>
    mistakesOf(`access:
  people: { an: { slack: U1 }, anna: { slack: U2 }, an-b: { slack: U3 } }
  bindings: [{ role: operator, people: [an, anna], on: ["${on}"] }]`);
  expect(of('lab-{person}*').join()).toContain(
    'access.bindings[0].on[0]: for an it fits what is an',
  );
  expect(of('lab-{person}-*').join()).toContain('for an it fits what is an-b’s too');
  expect(of('lab-{person}')).toEqual([]);
  expect(of('owner:{person}')).toEqual([]);
});

test('the same rules have the same hash, however they are written down, and others another', () => {
  const hash = (yaml: string) => policyHash({ access: fileOf(yaml) });
  const one = hash('access: { people: { anna: { slack: U1, name: Anna } } }');
  expect(hash('access:\n  people:\n    anna:\n      name: Anna\n      slack: U1')).toBe(one);
  expect(hash('access: { people: { anna: { slack: U2, name: Anna } } }')).not.toBe(one);
  expect(one).toMatch(/^[0-9a-f]{64}$/);
});

test('an empty section is one: it gives nobody anything', () => {
  expect(fileOf('access:')).toEqual({ people: {}, roles: {}, bindings: [] });
});
