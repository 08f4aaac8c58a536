import { createHmac } from 'node:crypto';
import type { Delivery, Way } from './delivery.ts';

type Headers = Readonly<Record<string, string>>;

/** A request as it goes to the bot over HTTP. */
export interface Signed {
  readonly headers: Headers;
  readonly body: string;
}

/** Signs as https://docs.slack.dev/authentication/verifying-requests-from-slack says. */
export function sign(
  { kind, payload, retry }: Omit<Delivery, 'twice'>,
  secret: string,
  at = Math.floor(Date.now() / 1000),
): Signed {
  const body = bodyOf(kind, payload);
  const mac = createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex');
  const again: Headers = retry
    ? { 'x-slack-retry-num': String(retry.count), 'x-slack-retry-reason': `http_${retry.reason}` }
    : {};
  const type = kind === 'events_api' ? 'application/json' : 'application/x-www-form-urlencoded';
  return {
    body,
    headers: {
      'content-type': type,
      'x-slack-request-timestamp': String(at),
      'x-slack-signature': `v0=${mac}`,
      ...again,
    },
  };
}

function bodyOf(kind: Delivery['kind'], payload: Delivery['payload']): string {
  if (kind === 'events_api') return JSON.stringify(payload);
  if (kind === 'interactive')
    return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const fields = Object.entries(payload).map(([name, value]): [string, string] => [
    name,
    String(value),
  ]);
  return new URLSearchParams(fields).toString();
}

/** Sends a request and gives the status and what was answered. */
export async function deliver(
  url: string,
  { headers, body }: Signed,
): Promise<{ status: number; text: string }> {
  const response = await fetch(url, { method: 'POST', headers, body });
  return { status: response.status, text: await response.text() };
}

/** Signed HTTP: what the bot answers within its time is the acknowledgement. */
export function wayOverHttp(url: string, secret: string, sent: (request: Signed) => void): Way {
  return async (delivery) => {
    const request = sign(delivery, secret);
    sent(request);
    const answer = deliver(url, request);
    if (delivery.twice) {
      const retry = { count: 1, reason: 'timeout' };
      deliver(url, sign({ ...delivery, retry }, secret)).catch(() => undefined);
    }
    const { status, text } = await answer;
    if (status !== 200) throw new Error(`status ${status}`);
    if (text === '') return undefined;
    try {
      return JSON.parse(text);
    } catch {
      return { text };
    }
  };
}
