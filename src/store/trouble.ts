import { BotError } from '../errors.ts';

/** System errors of a connection that is not there, and PostgreSQL's classes for one that ends.
 *  https://www.postgresql.org/docs/18/errcodes-appendix.html */
const gone = /^(ECONN\w+|ENOENT|EPIPE|ETIMEDOUT|EHOSTUNREACH|08\w{3}|57P0\d)$/;
/** Canceled by a limit of time: the question's, a lock's, an idle transaction's. */
const slow = /^(57014|55P03|25P03)$/;
/** What `pg` says itself, without a code: also of the rollback of a transaction whose connection ended. */
const unconnected =
  /Connection terminated|is not queryable|timeout exceeded when trying to connect/;
const full = /^(53100|ENOSPC)$/;

/** The same functions, whose failures of the database are said in words that a person can act on. */
export function inWords<T extends object>(functions: T): T {
  const wrapped = Object.entries(functions).map(([name, member]) => [
    name,
    typeof member === 'function' ? guard(member as (...args: unknown[]) => unknown) : member,
  ]);
  return Object.fromEntries(wrapped) as T;
}

function guard(call: (...args: unknown[]) => unknown) {
  return (...args: unknown[]) => {
    const result = call(...args);
    return result instanceof Promise ? result.catch(rethrow) : result;
  };
}

function rethrow(error: unknown): never {
  const { code = '', message = '' } = (error ?? {}) as { code?: string; message?: string };
  if (full.test(code)) {
    throw new BotError('unreachable', 'The disk that holds the bot’s data is full', {
      hint: 'Not accepted, nothing was changed. Make room, then send it again.',
      cause: error,
    });
  }
  if (slow.test(code) || message === 'Query read timeout') {
    throw new BotError('unreachable', 'The bot’s database took too long and was given up', {
      hint: 'Look at task list before you send it again: see whether it was accepted.',
      cause: error,
    });
  }
  if (gone.test(code) || unconnected.test(message)) {
    throw new BotError('unreachable', 'The bot’s database does not answer', {
      hint: 'Not accepted, nothing was changed. Send it again when the database is back.',
      cause: error,
    });
  }
  throw error;
}
