import { BotError, isHeld } from '../../../src/errors.ts';
import { missing, type Running } from '../../../src/exec.ts';
import { onlyStopsFollowing, Stop } from '../../../src/operation.ts';
import { refusal } from './errors.ts';
import type { Reach } from './reach.ts';

/** A process of its own for one act, standing ready where libvirt is: one write makes it go. */
export interface Act {
  /**
   * The one write; then follows virsh to its end and gives what it said. Throws libvirt's refusal, and
   * `unreachable` when the client ended without one. A cancelled task is followed on: virsh's acts are whole. What a
   * lock held up stands ready anew and may be told again.
   */
  go(): Promise<string>;
  /** Ends what was never told to go. */
  close(): void;
}

export interface ActOptions {
  readonly signal: AbortSignal;
  /** The machine's name, for the words of a refusal. */
  readonly name: string;
  /** What virsh reads from `/dev/stdin`. */
  readonly input?: string | Uint8Array | undefined;
}

/**
 * Waits for the word on its standard input. Should the bot die before it is written, the input ends and nothing
 * has happened; once written, virsh needs the bot no more. `read` takes one line and leaves the rest to virsh.
 */
const wait = 'echo ready; read -r word && [ "$word" = go ] &&';
const gate = `${wait} exec "$@"`;
/** Our pipes are sockets, which cannot be opened by a path; behind `cat` virsh has a real one. */
const gateWithInput = `${wait} cat | "$@"`;
/** Milliseconds to stand ready: through ssh half a second is usual. */
const READY_LIMIT = 15_000;

/** Free text is safe in `words`: they are an argv, no shell and no line of virsh reads them. */
export async function prepareAct(
  reach: Reach,
  words: readonly string[],
  options: ActOptions,
): Promise<Act> {
  const stand = () => standReady(reach, words, options);
  let { child, said } = await stand();
  return {
    async go() {
      try {
        return await follow(child, said, options);
      } catch (error) {
        if (isHeld(error)) ({ child, said } = await stand());
        throw error;
      }
    },
    close: () => child.kill(),
  };
}

async function standReady(reach: Reach, words: readonly string[], options: ActOptions) {
  options.signal.throwIfAborted();
  const child = reach.open([
    'sh',
    '-c',
    options.input === undefined ? gate : gateWithInput,
    'sh',
    ...reach.virsh(words),
  ]);
  const said = listen(child);
  const late = setTimeout(() => child.kill(), READY_LIMIT);
  await Promise.race([said.ready, child.ended]);
  clearTimeout(late);
  if (!said.isReady()) throw await failure(child, said.err(), options.name);
  return { child, said };
}

interface Heard {
  readonly ready: Promise<void>;
  isReady(): boolean;
  out(): string;
  err(): string;
}

function listen(child: Running): Heard {
  const greeting = 'ready\n';
  let [out, err] = ['', ''];
  child.stdin.on('error', () => {
    // A dead child; its end is what counts.
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (err += chunk));
  const ready = new Promise<void>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      out += chunk;
      if (out.startsWith(greeting)) resolve();
    });
  });
  return {
    ready,
    isReady: () => out.startsWith(greeting),
    out: () => out.slice(greeting.length),
    err: () => err,
  };
}

async function follow(child: Running, said: Heard, { signal, name, input }: ActOptions) {
  child.stdin.end(Buffer.concat([Buffer.from('go\n'), Buffer.from(input ?? '')]));
  // A stop ends the following alone: libvirt goes on with what it was told.
  const leave = () => {
    if (stopsFollowing(signal.reason)) child.kill();
  };
  signal.addEventListener('abort', leave);
  leave();
  const end = await child.ended;
  signal.removeEventListener('abort', leave);
  if (stopsFollowing(signal.reason) && end.exitCode === undefined) throw signal.reason;
  if (end.exitCode === 0) return said.out();
  throw await failure(child, said.err(), name);
}

function stopsFollowing(reason: unknown): boolean {
  return onlyStopsFollowing(reason) || (reason instanceof Stop && reason.reason === 'deadline');
}

/** ssh's own failures end with 255, a killed client has no code: neither says what libvirt did. */
async function failure(child: Running, stderr: string, name: string): Promise<BotError> {
  const { exitCode, missing: absent } = await child.ended;
  if (absent) return missing('virsh');
  const said = refusal(stderr, name);
  const isOpen = exitCode === undefined || exitCode === 255;
  if (!isOpen || said.code !== 'failed') return said;
  return new BotError('unreachable', `the way to libvirt broke: ${said.message}`);
}
