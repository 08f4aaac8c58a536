import { expect, test } from 'vitest';
import { hypervisors } from '../../adapters/hypervisor/index.ts';
import { commands } from '../../commands/index.ts';
import { permissions } from '../../src/access/permission.ts';
import { checkRules } from '../../src/approvals/check-rules.ts';
import { ruleFor } from '../../src/approvals/match.ts';
import { parseConfig } from '../../src/config.ts';
import { BotError } from '../../src/errors.ts';
import { machine, site } from '../fixtures/machines.ts';

function rules(text: string) {
  const whole = `sites: [{ name: demo, kind: demo }]\napprovals:\n  - ${text}\n`;
  return parseConfig(whole, { path: 'x.yaml', adapters: hypervisors }).approvals;
}

const said = (work: () => unknown): string | undefined => {
  try {
    work();
  } catch (error) {
    if (error instanceof BotError) return error.hint;
    throw error;
  }
  return expect.fail('it was taken');
};

test('a rule is read with its times, and only what it is for is needed', () => {
  expect(rules('{ for: [vm.delete, snapshot rollback] }')).toEqual([
    {
      for: ['vm.delete', 'snapshot rollback'],
      expiresMs: 3_600_000,
      remindMs: undefined,
      breakGlass: false,
    },
  ]);
  const whole = `{ for: ['*'], machines: 'tag:prod,web-*', from: [slack], approvers: [ben],
    post: ['slack:C1'], minutes: 5, remind: 1, breakGlass: [anna] }`;
  expect(rules(whole)).toMatchObject([
    { machines: 'tag:prod,web-*', expiresMs: 300_000, remindMs: 60_000, breakGlass: ['anna'] },
  ]);
});

test.each([
  [
    '{ for: [vm.delet] }',
    'approvals[0].for[0]: vm.delet is neither a command nor a right; did you mean vm.delete?',
  ],
  ['{ for: [] }', 'approvals[0].for: wants at least one command or right'],
  [
    "{ for: ['*'], machines: 'tags:prod' }",
    'approvals[0].machines: tags: is no word of a selector',
  ],
  ["{ for: ['*'], machines: '' }", 'approvals[0].machines: wants a selector'],
  ["{ for: ['*'], post: [C0123] }", 'approvals[0].post[0]: wants a channel of a chat'],
  ["{ for: ['*'], approvers: [] }", 'approvals[0].approvers: wants at least one person or role'],
  ["{ for: ['*'], approvers: ['role:'] }", 'approvals[0].approvers[0]: wants a person, or a role'],
  ["{ for: ['*'], minutes: 0 }", 'approvals[0].minutes: wants at least 1 minute'],
])('a rule that would ask for nothing is refused: %s', (text, problem) => {
  expect(said(() => rules(text))).toContain(problem);
});

test('a command that there is not is told before the bot begins', () => {
  const known = rules('{ for: [vm delete, net.change] }');
  expect(() => checkRules(known, { commands })).not.toThrow();
  expect(said(() => checkRules(rules('{ for: [vm delte] }'), { commands }))).toBe(
    'approvals[0].for: there is no command vm delte; did you mean vm delete?',
  );
});

test('a role that there is not is told before the bot begins', () => {
  const known = rules(
    "{ for: ['*'], approvers: [ben, 'role:admin'], breakGlass: ['role:on-call'] }",
  );
  expect(() => checkRules(known, { commands, roles: ['admin', 'on-call'] })).not.toThrow();
  expect(said(() => checkRules(known, { commands, roles: ['admin', 'on-calls'] }))).toBe(
    'approvals[0].breakGlass: there is no role on-call; did you mean on-calls?',
  );
});

test.each([
  'access grant',
  'access.change',
  'task settle',
  'alert.mute',
  'vm list',
  'guest.inspect',
])('a rule about %s, which never waits, is refused', (word) => {
  expect(said(() => checkRules(rules(`{ for: [${word}] }`), { commands }))).toBe(
    `approvals[0].for: ${word} is done at once and never waits: only what becomes a task can`,
  );
});

test('people and chats that there are not are told before the bot begins', () => {
  const about = { commands, people: ['anna', 'ben'], platforms: ['slack', 'discord', 'terminal'] };
  const of = (text: string) => said(() => checkRules(rules(`{ for: ['*'], ${text} }`), about));
  expect(of('approvers: [bne, onCall:lab], breakGlass: [ana]')).toBe(
    `approvals[0].approvers: there is nobody called bne under access.people; did you mean ben?
approvals[0].approvers: there is nobody called onCall:lab under access.people
approvals[0].breakGlass: there is nobody called ana under access.people; did you mean anna?`,
  );
  expect(of('from: [slak], post: ["disco:55"]')).toBe(
    `approvals[0].from: there is no chat slak; did you mean slack?
approvals[0].post: there is no chat disco; did you mean discord?`,
  );
  const fine = rules("{ for: ['*'], approvers: [anna, 'slack:U1'], from: [terminal, 'slack:C1'] }");
  expect(() => checkRules(fine, about)).not.toThrow();
});

test('a space in a selector of the file changes nothing of what it means', () => {
  const spaced = rules("{ for: ['*'], machines: 'tag: prod, host:pve1' }");
  const wanted = (host: string) => ({
    command: { name: 'vm stop', needs: permissions[3] },
    plan: { operations: [] },
    touched: {
      machines: [
        { machine: machine({ tags: ['prod'], host }), hypervisor: site('kvm'), label: 'x' },
      ],
      ...{ hosts: [], sites: ['kvm'] },
    },
    place: { platform: 'slack', channel: 'C1' },
  });
  expect(ruleFor(spaced, wanted('pve1'))).toBeDefined();
  expect(ruleFor(spaced, wanted('pve2'))).toBeUndefined();
  expect(said(() => rules("{ for: ['*'], machines: 'tag: ' }"))).toContain('behind tag:');
});
