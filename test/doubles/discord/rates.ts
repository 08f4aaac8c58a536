import { createHash } from 'node:crypto';
import type { Call } from './call.ts';
import { refusals } from './refusal.ts';

export interface Rates {
  /** Counts the request; gives the headers that tell what is left, or refuses with 429. */
  take(call: Call): Readonly<Record<string, string>>;
}

/** 5 messages in 5 s for each channel, 50 requests a second in all: docs.discord.com/developers/topics/rate-limits */
const bucketLimit = 5;
const bucketMs = 5000;
const globalLimit = 50;

export function createRates(on: boolean): Rates {
  const buckets = new Map<string, { left: number; resets: number }>();
  let second = { begins: 0, count: 0 };
  const bucketOf = (key: string, now: number): { left: number; resets: number } => {
    const before = buckets.get(key);
    if (before !== undefined && before.resets > now) return before;
    const fresh = { left: bucketLimit, resets: now + bucketMs };
    buckets.set(key, fresh);
    return fresh;
  };
  return {
    take({ method, path }) {
      // The endpoints of interactions are not under the global limit.
      if (!on || path.startsWith('/interactions/')) return {};
      const now = Date.now();
      if (now - second.begins >= 1000) second = { begins: now, count: 0 };
      second.count += 1;
      const webhook = path.startsWith('/webhooks/');
      if (!webhook && second.count > globalLimit)
        throw refusals.slower((second.begins + 1000 - now) / 1000);
      const key = `${method} ${path.replace(/\/messages\/\d+$/, '/messages/:id')}`;
      const bucket = bucketOf(key, now);
      const after = (bucket.resets - now) / 1000;
      if (bucket.left === 0) throw refusals.slower(after);
      bucket.left -= 1;
      return {
        'x-ratelimit-bucket': createHash('md5')
          .update(method + path.split('/')[1])
          .digest('hex'),
        'x-ratelimit-limit': String(bucketLimit),
        'x-ratelimit-remaining': String(bucket.left),
        'x-ratelimit-reset': String(bucket.resets / 1000),
        'x-ratelimit-reset-after': String(after),
      };
    },
  };
}
