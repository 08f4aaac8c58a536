import { BotError } from '../../../../src/errors.ts';
import { NotSent } from './not-sent.ts';

/** Nothing was answered, by undici's error: in words for people. An act that was never sent did not take place. */
export function broken(error: unknown, origin: string, act: boolean): unknown {
  if (error instanceof BotError || !(error instanceof Error)) return error;
  const where = new URL(origin).host;
  if (!(error instanceof NotSent)) {
    return new BotError('unreachable', `The connection to ${where} broke: ${plain(error)}`, {
      cause: error,
    });
  }
  const why = error.cause;
  const code = act ? 'failed' : 'unreachable';
  if (why instanceof BotError) {
    return new BotError(code, why.message, { hint: why.hint, cause: error });
  }
  return new BotError(code, `${where} does not answer: ${plain(why)}`, {
    hint: hintFor(why),
    cause: error,
  });
}

/** https://docs.openssl.org/3.5/man1/openssl-verification-options/#diagnostics as Node names them. */
const untrusted =
  /UNABLE_TO_|SELF_SIGNED|CERT_(?:HAS_EXPIRED|NOT_YET_VALID|UNTRUSTED|REVOKED)|ERR_TLS_CERT_ALTNAME_INVALID/;

function hintFor(why: unknown): string | undefined {
  return untrusted.test(codeOf(why))
    ? 'Its certificate is not signed by an authority that is known here. Pin it by its SHA-256 `fingerprints`, or name the authority as `ca`.'
    : undefined;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'it was cut',
  ENOTFOUND: 'there is no such name',
  EAI_AGAIN: 'its name could not be looked up',
  EHOSTUNREACH: 'no way leads there',
  ENETUNREACH: 'no way leads there',
  UND_ERR_CONNECT_TIMEOUT: 'no connection in 5 s',
  UND_ERR_SOCKET: 'it was closed before the answer',
};

function plain(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return plain(error.errors[0]);
  return words[codeOf(error)] ?? (error instanceof Error ? error.message : String(error));
}
