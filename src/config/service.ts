import { z } from 'zod';
import { BotError } from '../errors.ts';
import { secret } from './secret.ts';

/** Where the service tells how it does. */
export interface Listen {
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
}

const WANTS = 'wants an address and a port: 127.0.0.1:8017 or [::1]:8017';

/** `HOST:PORT`, an IPv6 address in brackets. A port alone is refused: it would mean every address. */
const listen = z.string().transform((text, context): Listen => {
  const [, six, other, digits] = /^(?:\[([\da-f:.]+)\]|([^\s:[\]/]+)):(\d{1,5})$/i.exec(text) ?? [];
  const host = six ?? other;
  const port = Number(digits);
  if (host !== undefined && port <= 65_535) return { host, port };
  context.addIssue(WANTS);
  return z.NEVER;
});

/** `http:` in the configuration. */
export const http = z.strictObject({ listen }).transform((given) => given.listen);

/** A dead man's switch that is told while the bot works. */
export interface HeartbeatConfig {
  readonly url: string;
  readonly everyMs: number;
}

const webAddress = secret.refine(
  (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol),
  'holds no web address: https://…',
);

/** `heartbeat:` in the configuration; seconds between two. */
export const heartbeat = z
  .strictObject({ url: webAddress, every: z.number().min(5).max(86_400).default(60) })
  .transform(({ url, every }): HeartbeatConfig => ({ url, everyMs: every * 1_000 }));

/** What `NAKHODA_HTTP` says, in words of its own where it is wrong. Throws `invalid`. */
export function listenFromVariable(text: string): Listen {
  const read = listen.safeParse(text);
  if (read.success) return read.data;
  throw new BotError('invalid', `NAKHODA_HTTP ${WANTS}`);
}
