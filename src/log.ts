import { pino } from 'pino';
import { redact } from './redact.ts';

/** What a part of the bot may say to its operator; `fields` are redacted, the message must hold no secret. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };

/** JSON lines to a file, or to standard error, so that standard output stays the answer's alone. */
export function createLog(level: string, destination: string | number = 2): Log {
  return pino(
    { level, base: null, hooks: { streamWrite: redact } },
    pino.destination({ dest: destination, sync: true, mkdir: true, mode: 0o600 }),
  );
}
