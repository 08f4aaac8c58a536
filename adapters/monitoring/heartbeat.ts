import { type Dispatcher, request } from 'undici';
import type { Log } from '../../src/log.ts';
import { keepSecret, redact } from '../../src/redact.ts';
import { openDispatcher } from '../dispatcher.ts';

export interface HeartbeatOptions {
  /** A secret: whoever has it can keep a dead bot looking alive. */
  readonly url: string;
  readonly everyMs: number;
  /** Nothing is sent while this is false. */
  healthy(): boolean;
  readonly log: Log;
}

/** Milliseconds for the whole answer. */
const ANSWER_MS = 10_000;
/** Milliseconds until it is looked again whether the bot is ready: the first one does not wait for a whole turn. */
const SOON_MS = 1_000;
/** Nobody reads more of what the watcher says. */
const ANSWER_BYTES = 16 * 1024;

type Fate = 'sent' | 'withheld' | { readonly failed: string };

/**
 * Tells a dead man's switch that the bot works, with a GET, for as long as it does. Goes through the proxy that
 * HTTPS_PROXY or HTTP_PROXY names, unless NO_PROXY has the host. Each change is logged once. Gives what ends it.
 */
export function startHeartbeat(options: HeartbeatOptions): () => Promise<void> {
  const { log, everyMs } = options;
  keepPathSecret(options.url);
  const dispatcher = openDispatcher();
  const stop = new AbortController();
  const tellOnce = tellsChanges(log);
  let timer: NodeJS.Timeout | undefined;
  const beat = async () => {
    const began = performance.now();
    const fate = options.healthy() ? await send(options.url, dispatcher, stop.signal) : 'withheld';
    if (stop.signal.aborted) return;
    tellOnce(fate);
    // One that takes longer than the pause is not overtaken.
    const pause = fate === 'withheld' ? Math.min(everyMs, SOON_MS) : everyMs;
    timer = setTimeout(() => void beat(), Math.max(0, began + pause - performance.now()));
  };
  void beat();
  return async () => {
    clearTimeout(timer);
    stop.abort();
    await dispatcher.destroy();
  };
}

async function send(url: string, dispatcher: Dispatcher, stop: AbortSignal): Promise<Fate> {
  try {
    const signal = AbortSignal.any([stop, AbortSignal.timeout(ANSWER_MS)]);
    const { statusCode, body } = await request(url, { dispatcher, signal });
    await body.dump({ limit: ANSWER_BYTES, signal });
    return statusCode >= 200 && statusCode < 300 ? 'sent' : { failed: `answered ${statusCode}` };
  } catch (error) {
    return { failed: redact(reason(error)) };
  }
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.name === 'TimeoutError' ? 'no answer in time' : error.message || error.name;
}

/** A bot that has just started is not ready for a moment: that is no news. */
function tellsChanges(log: Log): (fate: Fate) => void {
  let last: string | undefined;
  return (fate) => {
    const now = typeof fate === 'string' ? fate : fate.failed;
    const isStart = last === undefined && now === 'withheld';
    if (!isStart && now !== last) tell(fate, log);
    last = isStart ? '' : now;
  };
}

function tell(fate: Fate, log: Log): void {
  if (fate === 'sent') log.info({}, 'the heartbeat is heard');
  else if (fate === 'withheld') log.warn({}, 'no heartbeat is sent: the bot is not ready');
  else log.warn({ reason: fate.failed }, 'the heartbeat is not heard');
}

/** The part that makes it a secret stands behind the host; it must not show up alone either. */
function keepPathSecret(url: string): void {
  const { pathname, search } = new URL(url);
  if (pathname !== '/') keepSecret(pathname);
  if (search !== '') keepSecret(search);
}
