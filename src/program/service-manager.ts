import { exec } from '../exec.ts';
import type { Log } from '../log.ts';

/** What systemd wants to hear from a service of `Type=notify`; nothing is said where nobody listens. */
export interface ServiceManager {
  ready(): Promise<void>;
  stopping(): Promise<void>;
}

/** Milliseconds for one word to it. */
const WORD_MS = 5_000;

/**
 * Speaks through `systemd-notify`: the socket takes datagrams of a kind that Node cannot send. That program is a
 * child of ours, hence `NotifyAccess=all` in the unit. While `live` is true the watchdog is fed, at twice the pace
 * it wants. https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html
 */
export function openServiceManager(live: () => boolean, log: Log): ServiceManager {
  const { NOTIFY_SOCKET: socket, WATCHDOG_USEC: watchdog } = process.env;
  if (socket === undefined) return { ready: async () => {}, stopping: async () => {} };
  const tell = async (word: string) => {
    const { signal } = new AbortController();
    const env = { NOTIFY_SOCKET: socket };
    await exec('systemd-notify', [word], { signal, env, timeoutMs: WORD_MS }).catch(
      (err: unknown) => log.warn({ err, word }, 'systemd was not told'),
    );
  };
  let feeding: NodeJS.Timeout | undefined;
  return {
    async ready() {
      await tell('READY=1');
      const everyMs = Number(watchdog) / 2_000;
      if (!(everyMs > 0)) return;
      feeding = setInterval(() => {
        if (live()) void tell('WATCHDOG=1');
      }, everyMs);
    },
    async stopping() {
      clearInterval(feeding);
      await tell('STOPPING=1');
    },
  };
}
