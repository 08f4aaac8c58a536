import { BotError } from '../../../../src/errors.ts';
import type { Outcome } from '../../../../src/hypervisor.ts';
import { Stop } from '../../../../src/operation.ts';
import { taskRefusal } from '../client/refusal.ts';
import type { TaskLog } from './task-log.ts';

/** The text that a task of Proxmox ended with, as `exitstatus` has it: `OK`, `WARNINGS: 2`, or what went wrong. */
export interface Ended {
  readonly exit: string;
}

export interface Whose {
  readonly name: string;
  readonly identity: string;
}

const warned = /^WARNINGS: \d+$/;
/** `PVE::RESTEnvironment::warn` writes `WARN: …`; vzdump's own are `INFO: WARNING: …` or `WARN: …`. */
const warning = /^(?:INFO: )?WARN(?:ING)?: /;
/** Lines that only tell how far it was, or repeat the end. */
const noise = /^(?:INFO:\s+)?\d+(?:\.\d+)?% |^transferred |^TASK (?:OK|WARNINGS)|^\s*$/;
const SHOWN = 10;

export function endedWell(exit: string): boolean {
  return exit === 'OK' || warned.test(exit);
}

/** The true end as the port wants it. Throws a failure in words for people, with the last lines of its log. */
export async function outcomeOf(
  { exit }: Ended,
  log: TaskLog,
  whose: Whose,
  signal: AbortSignal,
): Promise<Outcome> {
  const said = await meaningful(log, signal);
  if (!endedWell(exit)) throw failure(exit, said, whose);
  if (!warned.test(exit)) return { warnings: [], notes: [], log: said };
  const warnings = await log.matching(warning, signal).catch(() => []);
  const plain = warnings.map((line) => line.replace(warning, ''));
  return { warnings: plain.length > 0 ? plain : [exit], notes: [], log: said };
}

/** A log that cannot be read takes nothing away from how the task ended. */
async function meaningful(log: TaskLog, signal: AbortSignal): Promise<readonly string[]> {
  const lines = await log.tail(signal).catch(() => []);
  signal.throwIfAborted();
  return lines.filter((line) => !noise.test(line)).slice(-SHOWN);
}

function failure(exit: string, said: readonly string[], { name, identity }: Whose): BotError {
  const { code, message, hint, cause } = taskRefusal(exit, { name, identity, act: true });
  const more = said.filter((line) => !line.startsWith('TASK ERROR')).slice(-3);
  const log = more.length > 0 ? `Its log: ${more.join(' · ')}` : undefined;
  // The task has ended, so its outcome is known whatever its words are.
  const known = code === 'unreachable' || code === 'timeout' ? 'failed' : code;
  const hints = [hint, log].filter((text) => text !== undefined);
  return new BotError(known, message, { hint: hints.join('\n') || undefined, cause });
}

/** A task that we stopped ended by that, whatever it said at last. */
export function stoppedBy(reason: unknown, exit: string): BotError {
  const hint = `Its task on Proxmox ended with: ${exit}`;
  return reason instanceof Stop && reason.reason === 'deadline'
    ? new BotError('failed', 'It took too long and was stopped on Proxmox', { hint })
    : new BotError('cancelled', 'It was stopped on Proxmox', { hint });
}
