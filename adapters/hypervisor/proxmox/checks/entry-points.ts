import { z } from 'zod';
import { BotError } from '../../../../src/errors.ts';
import type { Check } from '../../../../src/hypervisor/checks.ts';
import { type ClientSettings, createClient } from '../client/create-client.ts';
import { answerIn } from '../client/refusal.ts';
import { readCertificate } from './certificate.ts';

/** What one entry point said when it was asked by itself. */
export interface Entry {
  readonly origin: string;
  /** It let us in; else why not. */
  readonly version?: string | undefined;
  readonly error?: BotError | undefined;
  /** It answered at all, a refusal too. */
  readonly answered: boolean;
}

const Version = z.object({ version: z.string() });
/** Milliseconds: a refused token takes 3 s by design. */
const LIMIT = 10_000;
const DAY = 86_400_000;
/** Proxmox renews its own certificates two weeks before their end. */
const SOON = 14 * DAY;

export async function askEntry(
  settings: ClientSettings,
  origin: string,
  signal: AbortSignal,
): Promise<Entry> {
  const client = createClient({ ...settings, urls: [origin] });
  try {
    const options = { schema: Version, signal, deadlineMs: LIMIT };
    const { version } = await client.get('/version', options);
    return { origin, version, answered: true };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof BotError)) throw error;
    return { origin, error, answered: answerIn(error) !== undefined };
  } finally {
    await client.close();
  }
}

/** The way there: one that is not reached matters less while another one is. */
export function checkReach(entries: readonly Entry[]): readonly Check[] {
  const others = entries.some(({ answered }) => answered);
  return entries.map(({ origin, error, answered }) => {
    const host = new URL(origin).host;
    if (answered || !error)
      return { code: 'entry-silent', subject: 'reach', state: 'ok', says: `${host} answers` };
    const state = others ? 'warning' : 'failed';
    return { code: 'entry-silent', subject: 'reach', state, says: error.message, hint: error.hint };
  });
}

/** How its certificate is believed, and for how long yet. */
export async function checkCertificate(
  { fingerprints, ca }: Pick<ClientSettings, 'fingerprints' | 'ca'>,
  origin: string,
  signal: AbortSignal,
): Promise<Check> {
  const code = 'certificate-ending';
  const subject = 'certificate';
  const { host } = new URL(origin);
  const how = fingerprints
    ? 'is the pinned one'
    : `is signed by ${ca ? 'the authority of `ca`' : 'an authority that is known here'}`;
  const { validTo } = await readCertificate(origin, signal);
  const says = `that of ${host} ${how}, and holds until ${new Date(validTo).toISOString().slice(0, 10)}`;
  if (validTo - Date.now() > SOON) return { code, subject, state: 'ok', says };
  const hint = fingerprints
    ? 'Proxmox renews it about now: then write the new fingerprint into `fingerprints`.'
    : 'See that it is renewed.';
  return { code, subject, state: 'warning', says, hint };
}

/** Whether the token or the password counts. */
export function checkLogin(entries: readonly Entry[], identity: string): Check {
  const code = 'login-refused';
  const subject = 'login';
  const refused = entries.find(({ answered, error }) => answered && error)?.error;
  const inside = entries.some(({ version }) => version !== undefined);
  if (inside || !refused) return { code, subject, state: 'ok', says: `as ${identity}` };
  return { code, subject, state: 'failed', says: refused.message, hint: refused.hint };
}
