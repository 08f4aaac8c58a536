import { randomBytes } from 'node:crypto';
import { parseEnv } from 'node:util';
import { keyFrom } from '../audit/keys.ts';
import type { Config } from '../config.ts';
import { BotError } from '../errors.ts';
import { keepSecret } from '../redact.ts';
import type { Ground } from './ground.ts';

/** The variable that holds what seals the audit. */
export const auditVariable = 'NAKHODA_AUDIT_KEY';

export interface Keyless {
  readonly config: Pick<Config, 'audit'> | undefined;
  /** The text of the `.env` that is there. */
  readonly environment: string;
  /** Other bots may work on the same database. */
  readonly shared: boolean;
}

/**
 * A key for the audit where there is none: without one its seals show mistakes, not somebody who may write to the
 * database. All processes on one database want the same, so on a shared one it is asked for. Undefined where there is
 * one already, or is to be none.
 */
export async function askAuditKey(
  { interview, env }: Pick<Ground, 'interview' | 'env'>,
  { config, environment, shared }: Keyless,
): Promise<string | undefined> {
  const set = env[auditVariable] || parseEnv(environment)[auditVariable];
  if (config?.audit?.key !== undefined || set) return undefined;
  if (!shared) return newKey();
  const others = await interview.choose({
    label: 'Does another bot work on this database? All need the same key for the audit',
    choices: [
      { value: 'no', label: 'no, this is the first: a key is made' },
      { value: 'yes', label: `yes, and you have its ${auditVariable}` },
      { value: 'none', label: 'yes, and it has none' },
    ],
  });
  if (others === 'none') return undefined;
  if (others === 'no') return newKey();
  const typed = await interview.secret({ label: `Its ${auditVariable}`, problem });
  return keepSecret(typed.trim());
}

/** As many bytes as SHA-256 has. */
function newKey(): string {
  return keepSecret(randomBytes(32).toString('hex'));
}

function problem(typed: string): string | undefined {
  try {
    keyFrom(typed.trim());
    return undefined;
  } catch (error) {
    return error instanceof BotError ? error.message : 'This is no key';
  }
}
