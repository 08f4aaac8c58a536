import type { IncomingHttpHeaders } from 'node:http';
import { unauthorized } from '../refusal.ts';
import type { Rights } from './rights.ts';
import { createTickets, type Tickets } from './tickets.ts';
import { createWho, type Who } from './who.ts';

/** An API token: its id is `user@realm!name`. */
export interface Token {
  readonly id: string;
  readonly secret: string;
}

export interface Accounts {
  readonly tickets: Tickets;
  /** Who a request is from; throws 401 with the reason Proxmox gives. */
  whoAsks(method: string, headers: IncomingHttpHeaders): Who;
  /** The user that a password, or an old ticket of theirs, belongs to. */
  byPassword(user: string, password: string): string | undefined;
  who(user: string): Who;
  revoke(tokenId: string, isRevoked?: boolean): void;
}

interface Known {
  readonly tokens: readonly Token[];
  readonly passwords: Readonly<Record<string, string>>;
  readonly rights: Rights;
  seconds(): number;
}

export function createAccounts({ tokens, passwords, rights, seconds }: Known): Accounts {
  const tickets = createTickets(seconds);
  const revoked = new Set<string>();

  function byToken(text: string): Who {
    const token = tokens.find(({ id, secret }) => text === `${id}=${secret}`);
    if (token === undefined || revoked.has(token.id)) throw unauthorized('Authentication failed!');
    const [user = '', name] = token.id.split('!');
    return createWho(user, name, rights);
  }

  function byTicket(method: string, ticket: string, csrf: string | undefined): Who {
    const user = tickets.read(ticket);
    if (user === undefined || !(user in passwords)) throw unauthorized('Authentication failed!');
    if (method !== 'GET' && !tickets.isCsrf(user, csrf))
      throw unauthorized('Permission denied - invalid csrf token');
    return createWho(user, undefined, rights);
  }

  return {
    tickets,
    whoAsks(method, headers) {
      const token = /^PVEAPIToken[= ](.*)$/.exec(headers.authorization ?? '')?.[1];
      if (token !== undefined) return byToken(token);
      const cookie = /(?:^|;\s*)PVEAuthCookie=([^;]+)/.exec(headers.cookie ?? '')?.[1];
      if (cookie === undefined) throw unauthorized('No ticket');
      return byTicket(method, decoded(cookie), headers['csrfpreventiontoken']?.toString());
    },
    byPassword(user, password) {
      const right = passwords[user];
      if (right === undefined) return;
      return password === right || tickets.read(password) === user ? user : undefined;
    },
    who: (user) => createWho(user, undefined, rights),
    revoke(tokenId, isRevoked = true) {
      if (isRevoked) revoked.add(tokenId);
      else revoked.delete(tokenId);
    },
  };
}

/** The cookie comes raw or percent-encoded. */
function decoded(cookie: string): string {
  try {
    return decodeURIComponent(cookie);
  } catch {
    return cookie;
  }
}
