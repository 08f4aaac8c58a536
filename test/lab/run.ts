import { BotError } from '../../src/errors.ts';
import { exec } from '../../src/exec.ts';

/** System programs live here even where a user's PATH does not say so. */
export const programPath = `${process.env['PATH'] ?? '/usr/bin:/bin'}:/usr/sbin:/sbin`;

export interface RunOptions {
  readonly signal: AbortSignal;
  /** Milliseconds, two minutes when absent: three labs beside each other make a small computer slow. */
  readonly timeoutMs?: number;
  onLine?(line: string): void;
}

/** Runs a program and gives its standard output; throws `failed` with what it said when it exits non-zero. */
export async function run(
  file: string,
  args: readonly string[],
  options: RunOptions,
): Promise<string> {
  const result = await exec(file, args, {
    timeoutMs: 120_000,
    ...options,
    env: { PATH: programPath },
  });
  if (result.exitCode !== 0) {
    const said = `${result.stderr}${result.stdout}`.trim();
    throw new BotError('failed', `${[file, ...args].join(' ')}: ${said || 'failed silently'}`);
  }
  return result.stdout;
}

/** Asks again until there is an answer; throws `timeout` with the sentence given. */
export async function until<T>(
  ask: () => T | undefined | Promise<T | undefined>,
  options: { readonly signal: AbortSignal; readonly timeoutMs: number; readonly what: string },
): Promise<T> {
  const end = performance.now() + options.timeoutMs;
  for (;;) {
    options.signal.throwIfAborted();
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > end) throw new BotError('timeout', options.what);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Waits for all of them to end, well or badly, so that nothing is still at work when an error is thrown. */
export async function allEnded(work: readonly Promise<unknown>[]): Promise<void> {
  const ends = await Promise.allSettled(work);
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed) throw failed.reason;
}
