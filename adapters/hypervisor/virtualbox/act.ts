import { missing, type Running } from '../../../src/exec.ts';
import { onlyStopsFollowing, Stop, stopsWork, type TaskControl } from '../../../src/operation.ts';
import { complains } from './errors.ts';
import { failure } from './failure.ts';
import { interrupt } from './interrupt.ts';
import type { Reach } from './reach.ts';
import { fractionIn, sayings, warningsIn } from './sayings.ts';

export interface Acting {
  readonly task: Pick<TaskControl, 'signal' | 'report'>;
  readonly name: string;
  /** What is being done, for people: `saving its memory`. */
  readonly note: string;
  /** One of its words that no other VBoxManage has: by it the work can be stopped half way, and leaves nothing then. */
  readonly stopBy?: string | undefined;
}

/** What an act of VBoxManage said at its good end; JSON, so that a step can keep it. */
export interface Done {
  readonly warnings: readonly string[];
  readonly log: readonly string[];
}

/**
 * Runs VBoxManage for one act to its end, with its progress bar as ours. A cancelled task is followed on, as its acts
 * are whole but for those with a `stopBy`; one that is only not followed any more is left running, since a killed client would take its session down.
 */
export async function act(
  reach: Reach,
  words: readonly string[],
  { task, name, note, stopBy }: Acting,
): Promise<Done> {
  const { signal } = task;
  if (stopsFollowing(signal.reason)) throw signal.reason;
  const child = await reach.open(reach.manage(words));
  child.stdin.on('error', () => {
    // A dead child; its end is what counts.
  });
  child.stdin.end();
  const said = listen(child, (fraction) => task.report({ note, fraction }));
  const stop = () => {
    if (stopBy !== undefined && stopsWork(signal.reason)) void interrupt(reach, stopBy);
  };
  signal.addEventListener('abort', stop);
  const end = await Promise.race([child.ended, left(signal)]).finally(() =>
    signal.removeEventListener('abort', stop),
  );
  if (end.missing) throw missing(words[0] ?? 'VBoxManage');
  const result = { exitCode: end.exitCode, stdout: said.out(), stderr: said.err() };
  if (result.exitCode !== 0 && stopBy !== undefined && stopsWork(signal.reason))
    throw signal.reason;
  if (result.exitCode !== 0 || complains(result.stderr)) throw failure(result, name);
  return { warnings: warningsIn(result.stderr), log: sayings(result.stdout) };
}

function listen(child: Running, progress: (fraction: number) => void) {
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (out += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    err += chunk;
    const fraction = fractionIn(err);
    if (fraction !== undefined) progress(fraction);
  });
  return { out: () => out, err: () => err };
}

/** Rejects when the following alone is to end. */
function left(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => {
      if (stopsFollowing(signal.reason)) reject(signal.reason);
    });
  });
}

function stopsFollowing(reason: unknown): boolean {
  return onlyStopsFollowing(reason) || (reason instanceof Stop && reason.reason === 'deadline');
}
