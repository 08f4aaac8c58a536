import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { type Answer, type Asked, type Listening, listen } from './listen.ts';

const Told = z.looseObject({
  id: z.string(),
  type: z.string(),
  timestamp: z.iso.datetime(),
  test: z.boolean(),
  data: z.looseObject({ key: z.string(), title: z.string(), severity: z.string() }),
});
export type Told = z.infer<typeof Told>;

export interface Receiver extends Listening {
  /** A path that nobody guesses. */
  readonly hook: string;
  /** As the sender is given it. */
  readonly secret: string;
  /** What was told, each once, however often it came. */
  readonly told: readonly Told[];
}

/** Seconds by which a message may be old or early. */
const TOLERANCE = 300;

/** Takes what is signed as https://www.standardwebhooks.com says, and refuses everything else. */
export async function startReceiver(port = 0): Promise<Receiver> {
  const key = Buffer.from('0123456789abcdef0123456789abcdef');
  const told = new Map<string, Told>();
  const hook = '/hooks/9f8e7d6c5b4a';
  const server = await listen((asked) => {
    if (asked.method !== 'POST' || asked.path !== hook) return refuse(404, 'no such hook');
    const wrong = wrongWith(asked, key);
    if (wrong !== undefined) return refuse(401, wrong);
    const one = Told.parse(JSON.parse(asked.body));
    if (one.id !== asked.headers['webhook-id']) return refuse(400, 'another id');
    if (!told.has(one.id)) told.set(one.id, one);
    return { status: 204 };
  }, port);
  return {
    ...server,
    ...{ hook, secret: `whsec_${key.toString('base64')}` },
    get told() {
      return [...told.values()];
    },
  };
}

function refuse(status: number, message: string): Answer {
  return { status, body: { message } };
}

function wrongWith({ headers, body }: Asked, key: Buffer): string | undefined {
  const id = String(headers['webhook-id'] ?? '');
  const timestamp = Number(headers['webhook-timestamp']);
  if (id === '' || Number.isNaN(timestamp)) return 'no id or time';
  if (Math.abs(Date.now() / 1_000 - timestamp) > TOLERANCE) return 'too old';
  const wanted = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest();
  const given = String(headers['webhook-signature'] ?? '').split(' ');
  const signed = given.some((one) => {
    const [version, base64 = ''] = one.split(',');
    const bytes = Buffer.from(base64, 'base64');
    return version === 'v1' && bytes.length === wanted.length && timingSafeEqual(bytes, wanted);
  });
  return signed ? undefined : 'not signed by you';
}
