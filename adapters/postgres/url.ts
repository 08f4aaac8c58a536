import { BotError } from '../../src/errors.ts';
import { keepSecret, redact } from '../../src/redact.ts';
import { connect, type Target, urlTarget } from './client.ts';
import { refusePooler } from './pooler.ts';

/** Checks that a server of the user's own answers. Throws `invalid` for no address, `unreachable`, and `unsupported` for a transaction pooler. */
export async function openUrl(
  url: string,
  signal: AbortSignal,
): Promise<{ readonly target: Target; readonly where: string }> {
  signal.throwIfAborted();
  const where = describe(url);
  try {
    const client = await connect(urlTarget(url));
    await refusePooler(client, urlTarget(url)).finally(() => client.end());
    return { target: urlTarget(url), where };
  } catch (cause) {
    if (cause instanceof BotError) throw cause;
    throw new BotError('unreachable', `The database ${where} cannot be used: ${reason(cause)}`, {
      hint: 'Check DATABASE_URL, and that the server accepts this user from here.',
      cause,
    });
  }
}

/** Host and database alone; the password becomes a secret that no text may hold. */
function describe(url: string): string {
  const parsed = URL.parse(url);
  if (!parsed || !/^postgres(?:ql)?:$/.test(parsed.protocol)) {
    throw new BotError('invalid', 'DATABASE_URL is not the address of a PostgreSQL database', {
      hint: 'It looks like postgresql://user:password@host:5432/database',
    });
  }
  for (const secret of [parsed.password, parsed.searchParams.get('password')]) {
    if (!secret) continue;
    keepSecret(secret);
    keepSecret(decodeURIComponent(secret));
  }
  const host = parsed.host || parsed.searchParams.get('host') || 'localhost';
  return `${host}${parsed.pathname}`;
}

/** Node gives several failed addresses as one error without a message. */
function reason(error: unknown): string {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  return redact(first instanceof Error ? first.message : String(first));
}
