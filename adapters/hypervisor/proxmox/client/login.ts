import { z } from 'zod';
import { BotError } from '../../../../src/errors.ts';
import { unlessAborted } from '../../../../src/flow/wait.ts';
import { keepSecret } from '../../../../src/redact.ts';
import type { Config } from '../config.ts';
import type { EntryPoint } from './entry-point.ts';
import { form } from './form.ts';
import { refusal } from './refusal.ts';
import { answerOf, bodyOf } from './reply.ts';

/** How the bot shows who it is. */
export interface Login {
  /** The token or user, as Proxmox writes it into what it does for it: `nakhoda@pve!bot`. */
  readonly identity: string;
  headers(entry: EntryPoint, signal: AbortSignal): Promise<Headers>;
  /** These were refused. True where others can be had at once: a ticket can, a token cannot. */
  refused(headers: Headers, why: BotError): boolean;
}

export interface LoginPace {
  /** Milliseconds after which a ticket is renewed. */
  readonly renewAfterMs?: number | undefined;
  /** Milliseconds that a refusal is believed without asking again: each takes 3 s and a worker of pveproxy. */
  readonly holdMs?: number | undefined;
}

type Headers = Readonly<Record<string, string>>;

/** Milliseconds after which a ticket is renewed: it holds for 2 h, `$ticket_lifetime` of PVE::AccessControl. */
const RENEW_AFTER = 3_600_000;
const TICKET_LIFETIME = 2 * RENEW_AFTER;
const HOLD = 5_000;
/** Milliseconds: a refused password alone takes 3 s by design. */
const LOGIN_LIMIT = 15_000;

export function createLogin(
  { token, user }: Pick<Config, 'token' | 'user'>,
  { renewAfterMs = RENEW_AFTER, holdMs = HOLD }: LoginPace,
): Login {
  if (token) return withToken(token, createHold(holdMs));
  if (user) return withTicket(user, { renewAfterMs, hold: createHold(holdMs) });
  throw new BotError('invalid', 'A Proxmox site needs either `token` or `user`');
}

/** Remembers for a while that who we are was refused. */
interface Hold {
  throwIfHeld(): void;
  refused(why: BotError): void;
}

function createHold(holdMs: number): Hold {
  let held: { readonly why: BotError; readonly until: number } | undefined;
  return {
    throwIfHeld() {
      if (held && performance.now() < held.until) throw held.why;
    },
    refused(why) {
      held = { why, until: performance.now() + holdMs };
    },
  };
}

function withToken({ id, secret }: NonNullable<Config['token']>, hold: Hold): Login {
  const headers = { authorization: `PVEAPIToken=${id}=${secret}` };
  return {
    identity: id,
    async headers() {
      hold.throwIfHeld();
      return headers;
    },
    refused(_headers, why) {
      hold.refused(why);
      return false;
    },
  };
}

interface Ticket {
  readonly headers: Headers;
  readonly ticket: string;
  readonly since: number;
}

function withTicket(
  { name, password }: NonNullable<Config['user']>,
  { renewAfterMs, hold }: { readonly renewAfterMs: number; readonly hold: Hold },
): Login {
  let held: Ticket | undefined;
  let coming: Promise<Ticket> | undefined;

  async function renew(entry: EntryPoint): Promise<Ticket> {
    const old = held;
    const age = old ? performance.now() - old.since : Number.POSITIVE_INFINITY;
    const renewed =
      old && age < TICKET_LIFETIME
        ? await askTicket(entry, name, old.ticket).catch(() => undefined)
        : undefined;
    held = undefined;
    try {
      held = renewed ?? (await askTicket(entry, name, password));
    } catch (error) {
      if (error instanceof BotError) hold.refused(error);
      throw error;
    }
    return held;
  }

  return {
    identity: name,
    async headers(entry, signal) {
      if (held && performance.now() - held.since < renewAfterMs) return held.headers;
      hold.throwIfHeld();
      coming ??= renew(entry).finally(() => {
        coming = undefined;
      });
      return (await unlessAborted(coming, signal)).headers;
    },
    refused(headers) {
      // Another call may have signed in anew meanwhile.
      if (held?.headers === headers) held = undefined;
      return true;
    },
  };
}

const TicketData = z.object({
  ticket: z.string().optional(),
  CSRFPreventionToken: z.string().optional(),
  NeedTFA: z.unknown().optional(),
});

/** A ticket that still holds does as a password too, and so is renewed. */
async function askTicket(entry: EntryPoint, username: string, password: string): Promise<Ticket> {
  const reply = await entry.ask({
    method: 'POST',
    path: '/api2/json/access/ticket',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: form({ username, password }),
    signal: AbortSignal.timeout(LOGIN_LIMIT),
  });
  if (reply.status !== 200) {
    throw refusal(answerOf(reply), { act: false, identity: username });
  }
  const { ticket, CSRFPreventionToken: csrf, NeedTFA } = TicketData.parse(bodyOf(reply)?.data);
  if (NeedTFA !== undefined || ticket === undefined || csrf === undefined) {
    throw new BotError('unreachable', `${username} needs a second factor, which the bot has not`, {
      hint: 'Give the bot an API token: it needs none.',
    });
  }
  keepSecret(ticket);
  return {
    ticket,
    since: performance.now(),
    headers: { cookie: `PVEAuthCookie=${encodeURIComponent(ticket)}`, csrfpreventiontoken: csrf },
  };
}
