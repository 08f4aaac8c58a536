import { BotError } from '../../../../src/errors.ts';
import type { Outcome } from '../../../../src/hypervisor.ts';
import { Stop } from '../../../../src/operation.ts';
import { taskRefusal } from '../client/refusal.ts';
import { jobErrors, jobLine } from './job-errors.ts';
import type { TaskLog } from './task-log.ts';

/** The text that a task of Proxmox ended with, as `exitstatus` has it: `OK`, `WARNINGS: 2`, or what went wrong. */
export interface Ended {
  readonly exit: string;
}

/** The true end of a task. */
export type Finished =
  | { readonly outcome: Outcome }
  | {
      readonly failure: BotError;
      readonly exit: string;
      /** It said nothing else: it was refused at its beginning, before it did anything. */
      readonly atOnce: boolean;
    };

export interface Whose {
  readonly name: string;
  readonly identity: string;
}

const warned = /^WARNINGS: \d+$/;
/** `PVE::RESTEnvironment` writes `WARN: …`; vzdump puts its `INFO: ` before. */
const warning = /^(?:INFO: )?WARN(?:ING)?: /;
/** Lines that only tell how far it was or that it waited, or repeat the end. */
const noise = /^(?:INFO:\s+)?\d+(?:\.\d+)?% |^transferred |^trying to acquire lock|^TASK |^\s*$/;
/** Lines shown on a card, and of them those that stand behind a failure. */
const SHOWN = 10;
const BEHIND_FAILURE = 3;

export function endedWell(exit: string): boolean {
  return exit === 'OK' || warned.test(exit);
}

/** As the port wants it, with the last lines of its log that say something. */
export async function finish(
  { exit }: Ended,
  log: TaskLog,
  whose: Whose,
  signal: AbortSignal,
): Promise<Finished> {
  // A log that cannot be read takes nothing away from how the task ended.
  const lines = await log.tail(signal).catch(() => undefined);
  const said = (lines ?? []).filter((line) => !noise.test(line)).slice(-SHOWN);
  if (!endedWell(exit)) {
    return {
      failure: failure(await wordsOf(exit, log, signal), said, whose),
      exit,
      atOnce: lines !== undefined && said.length === 0,
    };
  }
  if (!warned.test(exit)) return { outcome: { warnings: [], notes: [], log: said } };
  const warnings = await log.matching(warning, signal).catch(() => []);
  const plain = warnings.map((line) => line.replace(warning, ''));
  return { outcome: { warnings: plain.length > 0 ? plain : [exit], notes: [], log: said } };
}

/** A job of vzdump tells in its log alone what was wrong with which guest. */
async function wordsOf(exit: string, log: TaskLog, signal: AbortSignal): Promise<string> {
  if (exit !== 'job errors') return exit;
  const lines = await log.matching(jobLine, signal).catch(() => []);
  return jobErrors(lines) ?? exit;
}

function failure(exit: string, said: readonly string[], { name, identity }: Whose): BotError {
  const { code, message, hint, cause } = taskRefusal(exit, { name, identity, act: true });
  const last = said.slice(-BEHIND_FAILURE).join(' · ');
  const hints = [hint, last === '' ? undefined : `Its log ends with: ${last}`];
  // The task has ended, so its outcome is known whatever its words are.
  const known = code === 'unreachable' || code === 'timeout' ? 'failed' : code;
  return new BotError(known, message, {
    hint: hints.filter((text) => text !== undefined).join('\n') || undefined,
    cause,
  });
}

/** A task that we stopped ended by that, whatever it said at last. */
export function stoppedBy(reason: unknown, exit: string): BotError {
  const hint = `Its task on Proxmox ended with: ${exit}`;
  return reason instanceof Stop && reason.reason === 'deadline'
    ? new BotError('failed', 'It took too long and was stopped on Proxmox', { hint })
    : new BotError('cancelled', 'It was stopped on Proxmox', { hint });
}
