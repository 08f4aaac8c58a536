import { BotError } from '../../../../src/errors.ts';
import { bytesOf } from '../../../../src/format.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import {
  onlyStopsFollowing,
  type Progress,
  stopsWork,
  type TaskControl,
} from '../../../../src/operation.ts';
import { pause } from '../../../../src/wait.ts';
import type { Client } from '../client.ts';
import { refusal } from '../errors.ts';
import { uuidWord } from '../words.ts';
import { type BackupJob, parseBackupJob } from './backup-job.ts';
import { type Job, type JobState, jobState, launchStep } from './host-job.ts';
import { hostRefusal } from './host-script.ts';

/**
 * Arguments: directory, UUID, whether to freeze, then virsh with its connection. A freeze lasts until the backup has
 * begun, which fixes its moment; the thaw is asked for by the same process, which needs the bot no more.
 */
const beginScript = `
cd "$1" && uuid=$2 freeze=$3; shift 3
case $("$@" domjobinfo "$uuid" 2>&1) in
  *'Job type:'*None*) ;;
  *'Job type:'*) echo 'error: cannot acquire state change lock: a job runs already' >&2; exit 1 ;;
esac
thaw() {
  [ -n "$asked" ] || return 0
  for i in 1 2 3; do timeout 30 "$@" domfsthaw "$uuid" >/dev/null 2>&1 && return 0; sleep 1; done
  echo still-frozen
}
asked=
if [ "$freeze" = yes ]; then
  asked=yes
  trap 'thaw "$@"; exit 143' TERM INT HUP
  if timeout 20 "$@" domfsfreeze "$uuid" >/dev/null 2>&1; then echo frozen; else echo not-frozen; fi
fi
timeout 40 "$@" backup-begin "$uuid" "$PWD/backup.xml" >/dev/null
code=$?
thaw "$@"
exit $code
`;

/** Of timeout(1): whether the backup began is not known. */
const TIMED_OUT = 124;

export interface PushParts {
  readonly client: Client;
  readonly machine: Machine;
  readonly task: TaskControl;
  /** The backup's unfinished directory on the host. */
  readonly directory: string;
}

/** Has the running machine's QEMU write its disks into the directory. Says how still the guest held. */
export async function push(parts: PushParts, canFreeze: boolean): Promise<string[]> {
  const { client, machine, task, directory } = parts;
  const { reach } = client;
  const freeze = canFreeze && (await hasAgent(parts)) ? 'yes' : 'no';
  const job: Job = { directory, name: 'begin' };
  const words = [directory, uuidWord(machine.id), freeze, ...reach.virsh([])];
  await launchStep(reach, { job, task, script: [beginScript, ...words] });
  const said = await task.step('see it begin', { do: () => begun(parts, job) });
  await task.step('wait until QEMU has written it', {
    do: async () => {
      await followPush(parts, said === null);
      return null;
    },
  });
  return saysOf(said ?? '');
}

function saysOf(out: string): string[] {
  if (out.includes('still-frozen')) {
    return ['its file systems may be frozen still: `virsh domfsthaw` on the host frees them'];
  }
  return out.split('\n').includes('frozen')
    ? ['its file systems held still for it']
    : ['crash-consistent: its guest was not asked to hold still, so it is as after a power cut'];
}

/** The begin takes part of a second; nobody stops it half way, so that a frozen guest is thawed for sure. */
async function begun(parts: PushParts, job: Job): Promise<string | null> {
  const { client, machine, task } = parts;
  for (;;) {
    const state = await jobState(client.reach, job, AbortSignal.timeout(20_000));
    if (state.is === 'ended' && state.code !== TIMED_OUT) return beginning(state, machine);
    if (state.is !== 'running') return thaw(parts);
    if (onlyStopsFollowing(task.signal.reason)) throw task.signal.reason;
    await pause(100, AbortSignal.timeout(20_000));
  }
}

/** For the one case that the process which was to thaw the guest is gone: nothing else may leave it frozen. */
async function thaw({ client, machine }: PushParts): Promise<null> {
  const line = `domfsthaw ${uuidWord(machine.id)}`;
  const asked = { signal: AbortSignal.timeout(30_000), timeoutMs: 20_000 };
  const { err } = await client
    .agent(line, asked)
    .catch((error: unknown) => ({ err: String(error) }));
  if (err !== '')
    client.log.warn({ error: err, machine: machine.id }, 'a guest may be frozen still');
  return null;
}

/** Before anything is cleared away: the process that begins the backup also thaws the guest. */
export async function letBeginEnd(parts: PushParts): Promise<void> {
  const job: Job = { directory: parts.directory, name: 'begin' };
  const end = AbortSignal.timeout(150_000);
  for (;;) {
    const { is } = await jobState(parts.client.reach, job, end);
    if (is === 'lost') await thaw(parts);
    if (is !== 'running') return;
    await pause(200, end);
  }
}

function beginning({ code, out, err }: JobState & { is: 'ended' }, machine: Machine): string {
  if (code === 0) return out;
  const said = refusal(err, machine.name);
  throw said.code === 'failed' ? hostRefusal(err) : said;
}

async function hasAgent({ client, machine, task }: PushParts): Promise<boolean> {
  const line = `qemu-agent-command --timeout 3 ${uuidWord(machine.id)} '{"execute":"guest-ping"}'`;
  const answer = await client
    .agent(line, { signal: task.signal, timeoutMs: 6_000 })
    .catch(() => undefined);
  task.signal.throwIfAborted();
  return answer?.err === '';
}

/** Milliseconds between two questions, and questions that may find neither a job nor its end. */
const PAUSE = 500;
const PATIENCE = 6;

/** Throws what ended it otherwise; `doubtful` asks for having seen it, as an older end may be remembered. */
async function followPush(parts: PushParts, doubtful: boolean): Promise<void> {
  const { machine, task } = parts;
  let hasSeen = !doubtful;
  for (let missed = 0; missed < PATIENCE; ) {
    const job = await readPush(parts);
    if (job === undefined) task.report({ note: 'libvirt does not answer; it is asked again' });
    else if (job.is === 'running') {
      hasSeen = true;
      missed = 0;
      task.report(copied(job.done, job.total));
    } else if (job.is === 'none' || !hasSeen) missed += 1;
    else if (job.is === 'done') return task.report(copied(job.total, job.total));
    else throw failed(machine, job.why);
    await waitFor(parts);
  }
  throw new BotError('failed', `libvirt lost track of the backup of ${machine.name}`, {
    hint: 'Was it started anew in the middle? What was written is thrown away; ask again.',
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

/** Absent when libvirt did not answer this time. */
async function readPush({ client, machine }: PushParts): Promise<BackupJob | undefined> {
  const id = uuidWord(machine.id);
  const lines = [
    `domjobinfo ${id} --rawstats`,
    `domjobinfo ${id} --completed --keep-completed --rawstats`,
  ];
  const signal = AbortSignal.timeout(20_000);
  const answers = await client.answers(lines, { signal }).catch(() => undefined);
  const [now, completed] = answers ?? [];
  if (now === undefined || completed === undefined) return undefined;
  if (/domain is not running/i.test(now.err)) return { is: 'failed', why: 'the machine went off' };
  if (now.err !== '') return undefined;
  return parseBackupJob(now.out, completed.out);
}

/** Ends the machine's backup job if it is the one that writes into our directory; it removes its files. */
export async function abortPush({ client, machine, directory }: PushParts): Promise<void> {
  const id = uuidWord(machine.id);
  const signal = AbortSignal.timeout(30_000);
  for (let asked = 0; asked < 40; asked += 1) {
    const [job = { out: '', err: '' }] = await client.answers([`backup-dumpxml ${id}`], { signal });
    if (!job.out.includes(`/${directory.split('/').at(-1)}/`)) return;
    if (asked === 0) await client.answers([`domjobabort ${id}`], { signal });
    await pause(250, signal);
  }
}
