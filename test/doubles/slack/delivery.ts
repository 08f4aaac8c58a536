import { setTimeout as wait } from 'node:timers/promises';
import { limits } from './limits.ts';
import type { Faults } from './stage.ts';

export type Kind = 'slash_commands' | 'interactive' | 'events_api';

/** One thing that is to reach the bot. */
export interface Delivery {
  readonly kind: Kind;
  readonly payload: Readonly<Record<string, unknown>>;
  /** How often Slack sent it before, and why again. */
  readonly retry?: { readonly count: number; readonly reason: string } | undefined;
  /** The same envelope goes out a second time, nobody waits for its acknowledgement. */
  readonly twice: boolean;
}

/** A way to the bot; gives what it acknowledged with, and fails where nothing took it. */
export type Way = (delivery: Delivery) => Promise<unknown>;

export interface Ack {
  readonly kind: string;
  readonly ms: number;
  readonly late: boolean;
}

export type Outcome =
  | { readonly acked: true; readonly payload: unknown }
  | { readonly acked: false; readonly reason: 'operation_timeout' | 'dispatch_failed' };

export interface Deliverer {
  send(kind: Kind, payload: Delivery['payload']): Promise<Outcome>;
}

interface DelivererOptions {
  readonly way: () => Way;
  readonly faults: Faults;
  readonly acks: Ack[];
  readonly signal: AbortSignal;
  /** The pauses before an event is sent again: https://docs.slack.dev/apis/events-api#retries */
  readonly again: readonly number[];
  /** There is a way to the bot, or there is one again. */
  ready(): Promise<void>;
}

/** So many times as slow a busy computer may be, which runs the platform too. */
const SLOWNESS = 2;

/** Brings things to the bot and waits three seconds for each, on an idle computer; events are sent again, commands are not. */
export function createDeliverer({
  way,
  faults,
  acks,
  signal,
  again,
  ready,
}: DelivererOptions): Deliverer {
  const once = async (delivery: Delivery): Promise<Outcome> => {
    const from = performance.now();
    const late = Promise.withResolvers<Outcome>();
    const timer = setTimeout(() => {
      late.resolve({ acked: false, reason: 'operation_timeout' });
    }, limits.ackMs.most * SLOWNESS);
    const taken: Promise<Outcome> = way()(delivery).then(
      (payload) => ({ acked: true, payload }),
      () => ({ acked: false, reason: 'dispatch_failed' }),
    );
    const outcome = await Promise.race([taken, late.promise]);
    clearTimeout(timer);
    const ms = performance.now() - from;
    acks.push({ kind: delivery.kind, ms, late: !outcome.acked });
    return outcome;
  };
  const repeat = async (delivery: Delivery, outcome: Outcome): Promise<void> => {
    let last = outcome;
    for (const [at, pause] of again.entries()) {
      if (last.acked) return;
      await wait(pause, undefined, { signal });
      await ready();
      const reason = last.reason === 'operation_timeout' ? 'timeout' : 'connection_failed';
      last = await once({ ...delivery, retry: { count: at + 1, reason } });
    }
  };
  return {
    async send(kind, payload) {
      const delivery = { kind, payload, twice: faults.repeatEnvelope };
      const outcome = await once(delivery);
      if (kind === 'events_api') repeat(delivery, outcome).catch(() => undefined);
      return outcome;
    },
  };
}
