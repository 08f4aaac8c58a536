import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Proxmox's own: 2 hours, and a ticket from up to 5 minutes in the future is taken. */
const lifeSeconds = 2 * 3600;
const aheadSeconds = 300;

/** What a browser gets for a password. */
export interface Tickets {
  make(user: string): { readonly ticket: string; readonly csrf: string };
  /** The user it belongs to; nothing where it is forged or past its time. */
  read(ticket: string): string | undefined;
  isCsrf(user: string, csrf: string | undefined): boolean;
}

/** @param seconds the clock. */
export function createTickets(seconds: () => number): Tickets {
  const secret = randomBytes(32);
  const sign = (text: string, form: 'base64' | 'base64url') =>
    createHmac('sha256', secret).update(text).digest(form);
  const isFresh = (hex: string) => {
    const age = seconds() - Number.parseInt(hex, 16);
    return age > -aheadSeconds && age < lifeSeconds;
  };
  return {
    make(user) {
      const stamp = Math.floor(seconds()).toString(16).toUpperCase();
      const plain = `PVE:${user}:${stamp}`;
      return {
        ticket: `${plain}::${sign(plain, 'base64')}`,
        csrf: `${stamp}:${sign(`csrf:${user}:${stamp}`, 'base64url')}`,
      };
    },
    read(ticket) {
      const found = /^(PVE:([^:]+):([0-9A-F]{8,9}))::(.+)$/.exec(ticket);
      const [, plain = '', user = '', stamp = '', signature = ''] = found ?? [];
      if (found === null || !isSame(sign(plain, 'base64'), signature)) return;
      return isFresh(stamp) ? user : undefined;
    },
    isCsrf(user, csrf) {
      const [stamp = '', signature = ''] = (csrf ?? '').split(':');
      return isSame(sign(`csrf:${user}:${stamp}`, 'base64url'), signature) && isFresh(stamp);
    },
  };
}

function isSame(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}
