import { isIP } from 'node:net';
import { BotError } from '../../errors.ts';

/** How a guest is reached over ssh, as it is stored. */
export interface GuestWay {
  readonly user: string;
  readonly address: string;
  readonly port: number;
  /** Through the machine's own host, for guests on a network that the bot is not on. */
  readonly viaHost: boolean;
  /** The guest's own key, pinned: `ssh-ed25519 AAAA…`. */
  readonly hostKey: string;
  /** The bot's key at the time; another replica has one of its own. */
  readonly publicKey: string;
}

export type GuestAddress = Pick<GuestWay, 'user' | 'address' | 'port' | 'viaHost'>;

const MAX_PORT = 65_535;

/** `user@address`, `user@address:port`, `user@[fd00::1]:port`. Throws `invalid`. */
export function readGuestAddress(text: string, viaHost: boolean): GuestAddress {
  const [, user = '', six, plain = '', port = '22'] =
    /^([a-z_][\w.-]{0,31})@(?:\[([^\]]{2,45})\]|([^:[\]]{1,253}))(?::(\d{1,5}))?$/i.exec(text) ??
    /^([a-z_][\w.-]{0,31})@([\da-f:.]+:[\da-f:.]*)$/i.exec(text) ??
    [];
  const address = six ?? plain;
  const number = Number(port);
  const good = six === undefined ? isPlain(plain) : isIP(six) === 6;
  if (user !== '' && good && number >= 1 && number <= MAX_PORT) {
    return { user, address, port: number, viaHost };
  }
  throw new BotError('invalid', 'That is no way to a guest over ssh', {
    hint: 'Give user@address or user@address:port, such as root@10.0.0.7 or admin@[fd00::7]:2222.',
  });
}

/** An IPv4 address or a host name; never an option, never with a character that means something to a shell. */
function isPlain(address: string): boolean {
  return (
    isIP(address) === 4 || /^[a-z\d]([\w-]*[a-z\d])?(\.[a-z\d]([\w-]*[a-z\d])?)*\.?$/i.test(address)
  );
}

/** `root@10.0.0.7:22`, as it would be typed. */
export function wayWords({ user, address, port, viaHost }: GuestAddress): string {
  const host = address.includes(':') ? `[${address}]` : address;
  const through = viaHost ? ' through its host' : '';
  return `${user}@${host}${port === 22 ? '' : `:${port}`}${through}`;
}

/** The line that sets it up again. */
export function wayLine(way: GuestAddress): string {
  return `--ssh ${wayWords({ ...way, viaHost: false })}${way.viaHost ? ' --via-host' : ''}`;
}
