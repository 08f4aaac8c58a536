import { z } from 'zod';
import { BotError } from '../../../../src/errors.ts';
import { keepSecret } from '../../../../src/redact.ts';
import { unlessAborted } from '../../../../src/wait.ts';
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
  /** These were refused. True where others can be had: a ticket can, a token cannot. */
  refused(headers: Headers): boolean;
}

type Headers = Readonly<Record<string, string>>;

/** Milliseconds after which a ticket is renewed: it holds for 2 h, `$ticket_lifetime` of PVE::AccessControl. */
const RENEW_AFTER = 3_600_000;
const TICKET_LIFETIME = 2 * RENEW_AFTER;
/** Milliseconds: a refused password alone takes 3 s by design. */
const LOGIN_LIMIT = 15_000;

export function createLogin({ token, user }: Pick<Config, 'token' | 'user'>): Login {
  if (token) return withToken(token);
  if (user) return withTicket(user);
  throw new BotError('invalid', 'A Proxmox site needs either `token` or `user`');
}

function withToken({ id, secret }: NonNullable<Config['token']>): Login {
  const headers = { authorization: `PVEAPIToken=${id}=${secret}` };
  return { identity: id, headers: async () => headers, refused: () => false };
}

interface Ticket {
  readonly headers: Headers;
  readonly ticket: string;
  readonly since: number;
}

function withTicket({ name, password }: NonNullable<Config['user']>): Login {
  let held: Ticket | undefined;
  let coming: Promise<Ticket> | undefined;

  async function renew(entry: EntryPoint): Promise<Ticket> {
    const old = held;
    const age = old ? performance.now() - old.since : Number.POSITIVE_INFINITY;
    const renewed =
      old && age < TICKET_LIFETIME
        ? await askTicket(entry, name, old.ticket).catch(() => undefined)
        : undefined;
    held = renewed ?? (await askTicket(entry, name, password));
    return held;
  }

  return {
    identity: name,
    async headers(entry, signal) {
      if (held && performance.now() - held.since < RENEW_AFTER) return held.headers;
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
