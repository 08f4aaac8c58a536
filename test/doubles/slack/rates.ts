/** Gives the seconds to wait when a call comes too soon. */
export interface Rates {
  tooSoon(method: string, channel: string): number | undefined;
}

interface Allowance {
  readonly burst: number;
  readonly perSecond: number;
  readonly each: 'channel' | 'method';
}

const tier = (perMinute: number): Allowance => ({
  burst: perMinute,
  perSecond: perMinute / 60,
  each: 'method',
});

/** https://docs.slack.dev/apis/web-api/rate-limits: posting is 1 a second and channel with short bursts. */
const allowances: Readonly<Record<string, Allowance>> = {
  'chat.postMessage': { burst: 5, perSecond: 1, each: 'channel' },
  'chat.update': tier(50),
  'chat.delete': tier(50),
  'chat.postEphemeral': tier(100),
  'views.open': tier(100),
  'views.update': tier(100),
  'views.push': tier(100),
  'views.publish': tier(100),
  'conversations.history': tier(50),
  'conversations.replies': tier(50),
};

/** Slack's rates; they are off unless a test or the bench asks for them. */
export function createRates(): Rates {
  const buckets = new Map<string, { left: number; at: number }>();
  return {
    tooSoon(method, channel) {
      const allowance = allowances[method];
      if (allowance === undefined) return undefined;
      const key = allowance.each === 'channel' ? `${method} ${channel}` : method;
      const now = performance.now();
      const bucket = buckets.get(key) ?? { left: allowance.burst, at: now };
      const refill = ((now - bucket.at) / 1000) * allowance.perSecond;
      const left = Math.min(allowance.burst, bucket.left + refill);
      const allowed = left >= 1;
      buckets.set(key, { left: allowed ? left - 1 : left, at: now });
      return allowed ? undefined : Math.ceil((1 - left) / allowance.perSecond);
    },
  };
}
