import { z } from 'zod';
import { type AuditKeys, keyFrom, plainKeys } from '../audit/keys.ts';
import { BotError } from '../errors.ts';
import { keepSecret } from '../redact.ts';
import { variable } from './environment.ts';
import { secret } from './secret.ts';

const key = secret.transform((value, context) => {
  try {
    return keyFrom(value);
  } catch (error) {
    context.addIssue(error instanceof BotError ? error.message : 'no key');
    return z.NEVER;
  }
});

/** `audit:` in the configuration: where its key is, and those before it. */
export const audit = z.strictObject({ key: key.optional(), oldKeys: z.array(key).default([]) });

export type AuditConfig = z.infer<typeof audit>;

/** The configuration's key, else NAKHODA_AUDIT_KEY; without one rows are chained and not sealed. Throws `invalid`. */
export function auditKeys(config: AuditConfig | undefined): AuditKeys {
  const current = config?.key ?? keysIn(variable('NAKHODA_AUDIT_KEY'))[0] ?? plainKeys.current;
  return {
    current,
    old: [...(config?.oldKeys ?? []), ...keysIn(variable('NAKHODA_AUDIT_OLD_KEYS'))],
  };
}

/** Several stand with commas between them. */
function keysIn(text: string | undefined) {
  const words = text?.split(',') ?? [];
  return words.map((word) => keyFrom(keepSecret(word.trim())));
}
