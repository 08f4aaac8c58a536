import { z } from 'zod';
import { permissions } from '../access/permission.ts';
import { isSelector } from '../inventory/selector.ts';
import { closest } from '../line/suggest.ts';

/** When a second person is wanted, and who that may be. */
export interface ApprovalRule {
  /** Commands (`vm delete`) and rights (`vm.delete`); `*` is everything that changes something. */
  readonly for: readonly string[];
  /** Only on machines that fit; all where absent. */
  readonly machines?: string | undefined;
  /** Only for lines from there, `slack` or `slack:C123`; from anywhere where absent. */
  readonly from?: readonly string[] | undefined;
  /** People by their ids and roles as `role:admin`, among those with the right `approval.give`; all of these where absent. */
  readonly approvers?: readonly string[] | undefined;
  /** Channels in which it is asked; each approver alone where absent. */
  readonly post?: readonly string[] | undefined;
  readonly expiresMs: number;
  readonly remindMs?: number | undefined;
  /** Who may go ahead alone, among those with the right `approval.break`: nobody, all of these, or these people. */
  readonly breakGlass: boolean | readonly string[];
}

/** For a command that wants a second person by itself, where no rule says more. */
export const plainRule: ApprovalRule = { for: ['*'], expiresMs: 60 * 60_000, breakGlass: false };

const people = z
  .array(z.string().regex(/^(?!role:$)./, 'wants a person, or a role as role:admin'))
  .min(1, 'wants at least one person or role');
const minutes = z
  .number()
  .min(1, 'wants at least 1 minute')
  .max(7 * 24 * 60, 'wants at most a week');

/** A permission is known here; whether a command is, `checkRules` tells. */
const what = z.string().superRefine((word, context) => {
  const known: readonly string[] = permissions;
  if (word === '*' || known.includes(word) || /^[a-z]+(?: [a-z]+){0,2}$/.test(word)) return;
  const [near] = closest(word, known);
  context.addIssue(
    `${word} is neither a command nor a right${near === undefined ? '' : `; did you mean ${near}?`}`,
  );
});

/** A misspelt word would fit no machine, and ask for no approval at all. */
export const selector = z.string().superRefine((text, context) => {
  for (const part of text.split(',').map((one) => one.trim())) {
    const [, key] = /^([a-z]+):/i.exec(part) ?? [];
    if (part === '') context.addIssue('wants a selector, like tag:prod or site:kvm,web-*');
    else if (key !== undefined && !isSelector(`${key}:x`)) {
      context.addIssue(`${key}: is no word of a selector`);
    } else if (key !== undefined && part.slice(key.length + 1).trim() === '') {
      context.addIssue(`wants something behind ${key}:`);
    }
  }
});

const where = z
  .string()
  .regex(/^[a-z][a-z0-9-]*(?::[^\s:]+)?$/, 'wants a chat or one of its channels, like slack:C0123');
const channel = z
  .string()
  .regex(/^[a-z][a-z0-9-]*:[^\s:]+$/, 'wants a channel of a chat, like slack:C0123');

/** `approvals:` in the configuration: the first rule that fits counts. */
export const approvals = z.array(
  z
    .strictObject({
      for: z.array(what).min(1, 'wants at least one command or right'),
      machines: selector.optional(),
      from: z.array(where).min(1, 'wants at least one channel').optional(),
      approvers: people.optional(),
      post: z.array(channel).min(1, 'wants at least one channel').optional(),
      minutes: minutes.default(60),
      remind: minutes.optional(),
      breakGlass: z.union([z.boolean(), people]).default(false),
    })
    .transform(
      ({ minutes: expires, remind, ...rule }): ApprovalRule => ({
        ...rule,
        expiresMs: expires * 60_000,
        remindMs: remind === undefined ? undefined : remind * 60_000,
      }),
    ),
);
