import type { Block, Card } from '../card.ts';
import type { ResolvedHost, ResolvedMachine } from '../command.ts';
import { listed } from '../line/usage.ts';
import type { Access } from './access.ts';
import type { Permission } from './permission.ts';
import { giving, isForAll } from './policy.ts';
import type { Rule } from './rulebook.ts';
import type { Somebody } from './somebody.ts';
import { inWordsOf, onWords, originWords } from './words.ts';

export interface Question {
  readonly who: Somebody & { readonly actor: { readonly groups?: readonly string[] | undefined } };
  readonly permission: Permission;
  readonly machines: readonly ResolvedMachine[];
  readonly hosts: readonly ResolvedHost[];
}

/** Which rule gives the right, on each of the machines; or why none does. */
export function explainCard(access: Access, question: Question, now: number): Card {
  const { who, permission } = question;
  const book = access.book();
  if (isForAll(permission)) return { title: `Everybody may ${permission}` };
  const all = book.of(who.actor);
  const rules = giving(all, permission, 'anywhere');
  const judged = verdicts(question, rules, now);
  const lacking = judged.filter(({ rule }) => rule === undefined).length;
  const may = rules.length > 0 && lacking === 0;
  const on = judged.length === 1 ? ` on ${judged[0]?.label}` : '';
  return {
    title: `${who.actor.name} ${may ? 'may' : 'may not'} ${permission}${on}${may ? whereOf(judged, rules) : ''}`,
    tone: may ? 'success' : 'warning',
    blocks: [
      ...(judged.length > 0 ? [verdictTable(judged)] : []),
      ...(rules.length > 0 ? [ruleTable('Rules that give it', rules, now)] : []),
      ...(rules.length === 0 ? whyNone(permission, all, now) : []),
      ...notes(access, question, now),
    ],
  };
}

/** Where every rule that is wanted for it holds in some channels alone; nothing where one holds anywhere. */
function whereOf(judged: readonly Verdict[], rules: readonly Rule[]): string {
  const wanted = judged.length > 0 ? judged.flatMap(({ rule }) => rule ?? []) : rules;
  const limited = wanted.filter((rule) => rule.in !== undefined);
  const all = judged.length > 0 ? limited.length > 0 : limited.length === rules.length;
  const places = new Set(limited.map((rule) => inWordsOf(rule.in)));
  return all ? `, in ${listed([...places], 'or')} alone` : '';
}

interface Verdict {
  readonly label: string;
  readonly rule?: Rule | undefined;
  readonly by: string;
}

function verdicts({ machines, hosts }: Question, rules: readonly Rule[], now: number): Verdict[] {
  const found = [
    ...machines.map(({ label, machine }) => ({
      label,
      rule: best(rules.filter(({ covers }) => covers.machine(machine))),
    })),
    ...hosts.map(({ host }) => ({
      label: host.name,
      rule: best(rules.filter(({ covers }) => covers.host(host))),
    })),
  ];
  return found.map(({ label, rule }) => ({
    label,
    rule,
    by: rule === undefined ? 'no rule' : `${rule.role}: ${originWords(rule.origin, now)}`,
  }));
}

/** One that holds anywhere, where there is one. */
function best(rules: readonly Rule[]): Rule | undefined {
  return rules.find((rule) => rule.in === undefined) ?? rules[0];
}

function verdictTable(judged: readonly Verdict[]): Block {
  return {
    type: 'table',
    columns: ['On', 'May', 'By'].map((label) => ({ label })),
    rows: judged.map(({ label, rule, by }) => [label, verdictOf(rule), by]),
  };
}

function verdictOf(rule: Rule | undefined): string {
  if (rule === undefined) return 'no';
  return rule.in === undefined ? 'yes' : `in ${inWordsOf(rule.in)} alone`;
}

function ruleTable(first: string, rules: readonly Rule[], now: number): Block {
  return {
    type: 'table',
    columns: [first, 'On', 'Where', 'From'].map((label) => ({ label })),
    rows: rules.map((rule) => [
      rule.role,
      onWords(rule.on),
      inWordsOf(rule.in),
      originWords(rule.origin, now),
    ]),
  };
}

function whyNone(permission: Permission, all: readonly Rule[], now: number): readonly Block[] {
  if (all.length === 0) return [{ type: 'text', text: 'No rule names them: no rule, no right.' }];
  const limited = all.some(({ permissions }) => permissions.has(permission));
  const why = limited
    ? `${permission} is not about machines: only a role on everything gives it.`
    : `None of their roles has the right ${permission}.`;
  return [{ type: 'text', text: why }, ruleTable('Their roles', all, now)];
}

/** What else there is to know: the file that overrules, groups nobody looked up. */
function notes(access: Access, { who, permission }: Question, now: number): readonly Block[] {
  const { actor, person } = who;
  const book = access.book();
  const texts = access
    .grants()
    .filter((grant) => book.people.of(grant.person)?.id === person?.id && person !== undefined)
    .flatMap((grant) => {
      const path = book.overruled(grant);
      return path === undefined
        ? []
        : [`${grant.role}, granted, does not count: ${path} says otherwise.`];
    });
  if (actor.groups === undefined) {
    const byGroup = book
      .byGroups(actor.platform)
      .filter(({ rule }) => giving([rule], permission, 'anywhere').length > 0)
      .map(
        ({ group, rule }) =>
          `Whether they are in the ${actor.platform} group ${group} is not known here; it would make them ${rule.role} on ${onWords(rule.on)} (${originWords(rule.origin, now)}).`,
      );
    texts.push(...byGroup);
  }
  return texts.length === 0 ? [] : [{ type: 'text', text: texts.join('\n') }];
}
