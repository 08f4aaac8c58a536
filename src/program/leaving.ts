import { constants } from 'node:os';
import { isatty } from 'node:tty';
import type { Log } from '../log.ts';

/** Milliseconds for handing over; what is not given back by then is taken by others when its lease runs out. */
const LEAVE_MS = 20_000;

/** Ctrl-C reaches us from the terminal and once more from npm, which passes on its own: one wish, not two. */
const SAME_WISH_MS = 300;

/**
 * Aborts when the service is told to leave, by SIGTERM or Ctrl-C. A second one ends the process at once, and so does
 * the end of the time for handing over. The end of its input is no reason to leave, nor is a hang-up, unless the
 * service stands in a terminal that is closed: nohup, a service manager and a container have none.
 */
export function listenForLeave(log: Log): AbortSignal {
  const leaving = new AbortController();
  let asked: number | undefined;
  const leave = (signal: NodeJS.Signals) => {
    if (asked !== undefined) {
      if (performance.now() - asked > SAME_WISH_MS) process.exit(128 + constants.signals[signal]);
      return;
    }
    asked = performance.now();
    log.info({ signal }, 'leaving');
    setTimeout(() => tooLate(log), LEAVE_MS).unref();
    leaving.abort();
  };
  const [input, output, errors] = [0, 1, 2].map((descriptor) => isatty(descriptor));
  process.on('SIGTERM', leave);
  process.on('SIGINT', leave);
  process.on('SIGHUP', (signal) => {
    if (input || output || errors) leave(signal);
    else log.info({ signal }, 'a hang-up without a terminal: staying');
  });
  return leaving.signal;
}

function tooLate(log: Log): never {
  log.error({}, 'not everything was handed over in time: the leases run out by themselves');
  process.exit(1);
}
