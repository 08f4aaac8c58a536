import { BotError } from '../../../src/errors.ts';
import { missing, type Running } from '../../../src/exec.ts';
import { unlessAborted } from '../../../src/flow/wait.ts';
import { type Answer, createTranscript } from './transcript.ts';

/** One persistent `virsh`: questions in a queue, a deadline each, a fresh shell after a stuck or dead one. */
export interface Lane {
  /**
   * Asks all lines at once and gives their answers in order. A line holds fixed words, numbers and encoded
   * text only. Throws `timeout` and `unreachable`; what virsh refuses is in the answer's `err`.
   */
  ask(lines: readonly string[], options: AskOptions): Promise<readonly Answer[]>;
  /** Questions not answered yet. */
  readonly waiting: number;
  close(): void;
}

export interface AskOptions {
  readonly signal: AbortSignal;
  /** Milliseconds for these lines, from the moment they are sent. */
  readonly timeoutMs: number;
}

/** Milliseconds a shell may take to open and connect: through ssh half a second is usual. */
const OPEN_LIMIT = 10_000;

export function createLane(open: () => Running): Lane {
  let shell: Shell | undefined;
  let tail: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let closed = false;

  async function perform(lines: readonly string[], options: AskOptions) {
    options.signal.throwIfAborted();
    // A shell that nobody closes any more would keep the process alive.
    if (closed) throw gone();
    const asked = shell ?? (await openShell(open));
    if (closed) {
      asked.kill();
      throw gone();
    }
    shell = asked;
    try {
      return await asked.ask(lines, options.timeoutMs);
    } catch (error) {
      asked.kill();
      shell = undefined;
      throw error;
    }
  }

  return {
    ask(lines, options) {
      waiting += 1;
      const answer = tail.then(() => perform(lines, options));
      tail = answer.then(
        () => (waiting -= 1),
        () => (waiting -= 1),
      );
      // The caller need not wait for an answer it no longer wants; the lane still does.
      return unlessAborted(answer, options.signal);
    },
    get waiting() {
      return waiting;
    },
    close() {
      closed = true;
      shell?.kill();
      shell = undefined;
    },
  };
}

function gone(): BotError {
  return new BotError('unreachable', 'the connection to libvirt is closed');
}

interface Shell {
  ask(lines: readonly string[], timeoutMs: number): Promise<readonly Answer[]>;
  kill(): void;
}

async function openShell(open: () => Running): Promise<Shell> {
  const shell = startShell(open());
  try {
    // Swallows the banner, and waits until the connection stands.
    await shell.ask(['uri'], OPEN_LIMIT);
    return shell;
  } catch (error) {
    shell.kill();
    throw error;
  }
}

function startShell(child: Running): Shell {
  const transcript = createTranscript();
  let settle: (() => void) | undefined;
  let dead: { readonly missing: boolean } | undefined;
  const hear = (stream: 'out' | 'err') => (chunk: string) => {
    transcript.hear(stream, chunk);
    if (transcript.complete()) settle?.();
  };
  child.stdout.setEncoding('utf8').on('data', hear('out'));
  child.stderr.setEncoding('utf8').on('data', hear('err'));
  child.stdin.on('error', () => {
    // Its end says more; see below.
  });
  void child.ended.then((end) => {
    dead = end;
    settle?.();
  });

  return {
    kill: () => child.kill(),
    async ask(lines, timeoutMs) {
      transcript.expect(lines);
      const answered = new Promise<void>((resolve) => (settle = resolve));
      if (!dead) child.stdin.write(transcript.script());
      const timer = setTimeout(() => settle?.(), timeoutMs);
      if (!dead) await answered;
      clearTimeout(timer);
      if (transcript.complete()) return transcript.answers();
      if (!dead) throw new BotError('timeout', 'libvirt did not answer in time');
      throw dead.missing ? missing('virsh') : transcript.obituary();
    },
  };
}
