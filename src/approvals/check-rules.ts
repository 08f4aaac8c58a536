import { becomesTask, permissions } from '../access/permission.ts';
import type { Command } from '../command.ts';
import { BotError } from '../errors.ts';
import { closest } from '../line/suggest.ts';
import { ROLE } from './role-word.ts';
import type { ApprovalRule } from './rules.ts';

/** What there is; nothing is said of what is absent here. */
export interface RulesAbout {
  readonly commands: readonly Pick<Command, 'name' | 'needs'>[];
  readonly roles?: readonly string[] | undefined;
  /** The words of `access.people`. */
  readonly people?: readonly string[] | undefined;
  readonly platforms?: readonly string[] | undefined;
}

/**
 * Throws `invalid` for a rule that would never ask for an approval, or that nobody could answer: about a command, a chat, a
 * role or a person that there is not, and about what a line does at once.
 */
export function checkRules(rules: readonly ApprovalRule[], about: RulesAbout): void {
  const wrong = rules.flatMap((rule, at) =>
    [...wrongWhat(rule, about), ...wrongWho(rule, about), ...wrongWhere(rule, about)].map(
      (text) => `approvals[${at}].${text}`,
    ),
  );
  if (wrong.length === 0) return;
  throw new BotError('invalid', 'The rules for approvals have a mistake', {
    hint: wrong.join('\n'),
  });
}

function wrongWhat(rule: ApprovalRule, { commands }: RulesAbout): readonly string[] {
  const needs = new Map<string, (typeof permissions)[number]>([
    ...commands.map((one) => [one.name, one.needs] as const),
    ...permissions.map((one) => [one, one] as const),
  ]);
  return rule.for
    .filter((word) => word !== '*')
    .flatMap((word) => {
      const needed = needs.get(word);
      if (needed === undefined) {
        return [`for: there is no command ${word}${meant(word, [...needs.keys(), '*'])}`];
      }
      if (becomesTask(needed)) return [];
      return [`for: ${word} is done at once and never waits: only what becomes a task can`];
    });
}

function wrongWho(
  { approvers = [], breakGlass }: ApprovalRule,
  { roles, people, platforms }: RulesAbout,
): readonly string[] {
  const named = { approvers, breakGlass: typeof breakGlass === 'boolean' ? [] : breakGlass };
  return Object.entries(named).flatMap(([key, words]) =>
    words.flatMap((word) => {
      if (!word.startsWith(ROLE)) return wrongPerson(word, { people, platforms }, key);
      const role = word.slice(ROLE.length);
      if (roles === undefined || roles.includes(role)) return [];
      return [`${key}: there is no role ${role}${meant(role, roles)}`];
    }),
  );
}

/** Whoever the file does not name is known by the identity that others were linked to: `slack:U123`. */
function wrongPerson(
  word: string,
  { people, platforms = [] }: Pick<RulesAbout, 'people' | 'platforms'>,
  key: string,
): readonly string[] {
  const isIdentity = platforms.some((one) => word.startsWith(`${one}:`));
  if (people === undefined || people.includes(word) || isIdentity) return [];
  return [`${key}: there is nobody called ${word} under access.people${meant(word, people)}`];
}

function wrongWhere(
  { from = [], post = [] }: ApprovalRule,
  { platforms }: RulesAbout,
): readonly string[] {
  return Object.entries({ from, post }).flatMap(([key, words]) =>
    words.flatMap((word) => {
      const [platform = ''] = word.split(':');
      if (platforms === undefined || platforms.includes(platform)) return [];
      return [`${key}: there is no chat ${platform}${meant(platform, platforms)}`];
    }),
  );
}

function meant(word: string, known: readonly string[]): string {
  const [near] = closest(word, known);
  return near === undefined ? '' : `; did you mean ${near}?`;
}
