import { BotError } from '../../../../src/errors.ts';
import { pause } from '../../../../src/flow/wait.ts';
import { bytesOf } from '../../../../src/format.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import { type Progress, stopsWork } from '../../../../src/operation.ts';
import { uuidWord } from '../words.ts';
import { type BackupJob, parseBackupJob } from './backup-job.ts';
import type { PushParts } from './push.ts';
import { abortPush, writesInto } from './push-abort.ts';

/** Milliseconds between two questions, and questions that may find neither a job nor its end. */
const PAUSE = 500;
const PATIENCE = 6;
/** Milliseconds by which the bot's clock and the host's may run apart meanwhile. */
const CLOCKS = 5_000;

/**
 * Throws what ended it otherwise. libvirt remembers the last job alone, which may be another person's: `doubtful` asks
 * for having seen ours, and an end must fit what was seen.
 */
export async function followPush(parts: PushParts, doubtful: boolean): Promise<void> {
  let course: Course | 'done' = { hasSeen: !doubtful, ran: 0, missed: 0 };
  for (;;) {
    const job = await readPush(parts);
    if (job === undefined) {
      parts.task.report({ note: 'libvirt does not answer; it is asked again' });
    } else {
      course = next(parts, course, job);
      if (course === 'done') return;
      if (course.missed >= PATIENCE) throw lost(parts.machine);
    }
    await waitFor(parts);
  }
}

interface Course {
  readonly hasSeen: boolean;
  /** Milliseconds it had run when it was seen last. */
  readonly ran: number;
  /** Questions since then that found neither the job nor its end. */
  readonly missed: number;
}

function next(parts: PushParts, course: Course, job: Seen): Course | 'done' {
  const { machine, task } = parts;
  if (job.is === 'running') {
    if (job.isOthers) throw lost(machine);
    task.report(copied(job.done, job.total));
    return { hasSeen: true, ran: job.elapsed, missed: 0 };
  }
  if (job.is === 'none' || !course.hasSeen) return { ...course, missed: course.missed + 1 };
  if (job.is === 'failed') throw failed(machine, job.why);
  if (!isOurs(job.elapsed, { ran: course.ran, askedAt: parts.askedAt })) throw lost(machine);
  task.report(copied(job.total, job.total));
  return 'done';
}

/** It ran no shorter than when it was seen last, and did not begin before it was asked for. */
function isOurs(elapsed: number, { ran, askedAt }: { ran: number; askedAt: number }): boolean {
  return elapsed >= ran && elapsed <= Date.now() - askedAt + CLOCKS;
}

function lost({ name }: Machine): BotError {
  return new BotError('failed', `libvirt lost track of the backup of ${name}`, {
    hint: 'Was the machine started anew in the middle, or did somebody else begin a backup? What was written is thrown away; ask again.',
  });
}

/** Reading it back is the rest. */
function copied(done: number, total: number): Progress {
  const fraction = total > 0 ? (0.8 * done) / total : undefined;
  return { fraction, note: `copying: ${bytesOf(done, total)}` };
}

async function waitFor(parts: PushParts): Promise<void> {
  const { signal } = parts.task;
  try {
    await pause(PAUSE, signal);
  } catch (error) {
    if (stopsWork(signal.reason)) await abortPush(parts);
    throw error;
  }
}

function failed(machine: Machine, why: string): BotError {
  const isFull = /No space left/.test(why);
  return new BotError('failed', `the backup of ${machine.name} failed: ${why}`, {
    hint: isFull
      ? 'Make room there, or take another place. Nothing half-written is left.'
      : 'Nothing half-written is left.',
  });
}

type Seen =
  | Exclude<BackupJob, { is: 'running' }>
  | (Extract<BackupJob, { is: 'running' }> & { readonly isOthers: boolean });

/** Absent when libvirt did not answer this time. */
async function readPush(parts: PushParts): Promise<Seen | undefined> {
  const { client, machine, directory } = parts;
  const id = uuidWord(machine.id);
  const lines = [
    `domjobinfo ${id} --rawstats`,
    `domjobinfo ${id} --completed --keep-completed --rawstats`,
    `backup-dumpxml ${id}`,
  ];
  const signal = AbortSignal.timeout(20_000);
  const answers = await client.answers(lines, { signal }).catch(() => undefined);
  const [now, completed, begun] = answers ?? [];
  if (now === undefined || completed === undefined) return undefined;
  if (/domain is not running/i.test(now.err)) return { is: 'failed', why: 'the machine went off' };
  if (now.err !== '') return undefined;
  const job = parseBackupJob(now.out, completed.out);
  if (job.is !== 'running') return job;
  // One that ended between the questions has no description any more.
  return { ...job, isOthers: begun?.err === '' && !writesInto(begun.out, directory) };
}
