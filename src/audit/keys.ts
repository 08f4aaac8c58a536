import { createHash, createHmac } from 'node:crypto';
import { BotError } from '../errors.ts';

/** What seals rows. Its `id` stands in the database and tells nothing of it. */
export interface AuditKey {
  readonly id: string;
  /** 64 hexadecimal digits. */
  digest(text: string): string;
}

/** One that seals, and those that sealed before it. */
export interface AuditKeys {
  readonly current: AuditKey;
  readonly old: readonly AuditKey[];
}

/** Anybody can make these seals: they show mistakes, not somebody who may write to the database. */
export const plainKey: AuditKey = {
  id: 'none',
  digest: (text) => createHash('sha256').update(text).digest('hex'),
};

export const plainKeys: AuditKeys = { current: plainKey, old: [] };

/** As many as a guess would have to try for ever; RFC 2104 wants 32 bytes at best. */
const MIN_LETTERS = 32;

export function keyFrom(secret: string): AuditKey {
  if (secret.length < MIN_LETTERS) {
    throw new BotError('invalid', `The audit’s key has fewer than ${MIN_LETTERS} letters`, {
      hint: 'openssl rand -hex 32 makes one. It goes into NAKHODA_AUDIT_KEY, or into a file that the configuration names.',
    });
  }
  const digest = (text: string) => createHmac('sha256', secret).update(text).digest('hex');
  return { id: digest('nakhoda-audit-key-id-1').slice(0, 16), digest };
}

/** The key of this id, where it is known here. */
export function keyOf({ current, old }: AuditKeys, id: string): AuditKey | undefined {
  return [current, ...old, plainKey].find((key) => key.id === id);
}
