import { follow, type Job, launchStep, stopJob } from '../../../../src/host/job.ts';
import { stopsWork, type TaskControl } from '../../../../src/operation.ts';
import type { Client } from '../client.ts';
import { failure } from '../failure.ts';
import { fractionIn } from '../sayings.ts';
import { becomesQuiet } from './directory.ts';

/** Arguments: VBoxManage with its words. Its bar, its words and how it ended are one text. */
const script = `
"$@" 2>&1 </dev/null
printf '\\nended %s\\n' "$?"
`;

export interface LongAct {
  readonly job: Job;
  readonly words: readonly string[];
  readonly task: TaskControl;
  /** The machine's, for the words of a refusal. */
  readonly name: string;
  /** Directories in which VirtualBox works for it. */
  readonly at: readonly string[];
  progress(fraction: number): void;
}

/**
 * VBoxManage as a job of the host: it goes on when the bot is gone, and a cancel is a signal that VBoxManage passes on
 * to VirtualBox. Where VBoxManage itself was killed, VirtualBox goes on alone: it is waited for, and what came of it is
 * for the caller to see.
 */
export async function manageJob(client: Client, act: LongAct): Promise<void> {
  const { job, words, task, name } = act;
  const { reach } = client;
  let furthest = 0;
  act.progress(furthest);
  await launchStep(reach, { job, task, script: [script, ...reach.manage(words)] });
  const out = await client.hold(() =>
    follow(reach, {
      job,
      task,
      seen: ({ out: said }) => {
        furthest = Math.max(furthest, fractionIn(barIn(said)) ?? 0);
        act.progress(furthest);
      },
    }),
  );
  const code = /\nended (\d+)\s*$/.exec(out)?.[1];
  if (code === '0') return;
  if (code !== undefined && Number(code) < KILLED) {
    throw failure({ exitCode: Number(code), stdout: '', stderr: out }, name);
  }
  task.report({ note: 'VBoxManage was killed; VirtualBox goes on by itself' });
  await becomesQuiet(reach, act.at, task.signal);
}

/** Exit codes of a shell from here on are signals. */
const KILLED = 128;

/** An import has two bars: the first is for reading what is in the appliance. */
function barIn(said: string): string {
  const begun = said.lastIndexOf('\nInterpreting ');
  return [...said.slice(begun + 1).matchAll(/^0%\.\.\..*$/gm)].at(-1)?.[0] ?? '';
}

/** Milliseconds for VirtualBox to end what was cancelled. */
const PATIENCE = 60_000;

/** Ends the job where it was not to go on, and waits until VirtualBox has let go of its directories. */
export async function endJob(
  { reach }: Client,
  { job, at, task }: Pick<LongAct, 'job' | 'at' | 'task'>,
): Promise<void> {
  if (stopsWork(task.signal.reason)) await stopJob(reach, job);
  await becomesQuiet(reach, at, AbortSignal.timeout(PATIENCE));
}
