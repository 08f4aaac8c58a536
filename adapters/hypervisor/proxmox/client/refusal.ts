import { z } from 'zod';
import { BotError, type ErrorCode } from '../../../../src/errors.ts';
import type { Answer } from './client.ts';
import { type Rule, rules } from './rules.ts';

/** Who asked for what, for the words of a refusal. */
export interface Asked {
  /** The machine's name. */
  readonly name?: string | undefined;
  /** Something was to be changed, not only read. */
  readonly act: boolean;
  /** The token or the user that the bot is there. */
  readonly identity: string;
}

const AnswerShape = z.object({
  status: z.number(),
  reason: z.string(),
  errors: z.record(z.string(), z.string()).optional(),
});

/** What Proxmox answered where an error is its refusal. */
export function answerIn(error: unknown): Answer | undefined {
  return error instanceof BotError ? AnswerShape.safeParse(error.cause).data : undefined;
}

/** A refusal as an error for people, whose `cause` is the answer. Proxmox's own words where no rule fits. */
export function refusal(answer: Answer, asked: Asked): BotError {
  const said = sentence(answer);
  const rule = rules.find((one) => fits(one, answer, said));
  if (!rule) return new BotError('failed', said, { cause: answer });
  return new BotError(codeOf(rule, asked), fill(rule.message, said, rule, asked), {
    hint: rule.hint && fill(rule.hint, said, rule, asked),
    cause: answer,
  });
}

/** The text a task ended with, in the same words. */
export function taskRefusal(exit: string, asked: Asked): BotError {
  return refusal({ status: 500, reason: exit }, asked);
}

/** The reason, and behind it each refused parameter with why. */
function sentence({ reason, errors = {} }: Answer): string {
  const why = Object.entries(errors).map(([key, text]) => `${key}: ${text.trim()}`);
  return why.length > 0 ? `${reason.replace(/\.$/, '')}: ${why.join('; ')}` : reason;
}

function fits({ status, says }: Rule, answer: Answer, said: string): boolean {
  return (status === undefined || [status].flat().includes(answer.status)) && says.test(said);
}

/** An act that was refused outright did certainly not take place, so nobody needs to look. */
function codeOf({ code, refused }: Rule, { act }: Asked): ErrorCode {
  return act && refused === true ? 'failed' : code;
}

function fill(text: string, said: string, { says }: Rule, asked: Asked): string {
  const groups = says.exec(said)?.groups ?? {};
  const words: Readonly<Record<string, string | undefined>> = {
    ...groups,
    name: asked.name ?? 'the machine',
    who: asked.identity,
    said,
  };
  return text.replace(/\{(\w+)\}/g, (whole, key: string) => words[key] ?? whole);
}
