import { pino } from 'pino';
import { BotError } from './errors.ts';
import { redact } from './redact.ts';

/** What a part of the bot may say to its operator; `fields` are redacted, the message must hold no secret. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** One whose level can be changed while it is written. */
export interface LevelledLog extends Log {
  level: string;
}

export const levels = ['debug', 'info', 'warn', 'error'] as const;

export const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };

/**
 * JSON lines to a file, or to standard error, so that standard output stays the answer's alone. Nobody who reads them
 * is no reason to end. Throws `invalid` for a level that there is not.
 */
export function createLog(level: string, destination: string | number = 2): LevelledLog {
  if (!levels.some((known) => known === level)) {
    throw new BotError('invalid', `There is no log level ${level}`, {
      hint: `NAKHODA_LOG wants ${levels.slice(0, -1).join(', ')} or ${levels.at(-1)}.`,
    });
  }
  const target = pino.destination({ dest: destination, sync: true, mkdir: true, mode: 0o600 });
  // A terminal that was closed gives EIO, a full disk ENOSPC.
  target.on('error', () => {});
  return pino({ level, base: null, hooks: { streamWrite: redact } }, target);
}
