import { gaveNoAnswer } from '../../../../src/errors.ts';
import { pause } from '../../../../src/flow/wait.ts';
import { type Job, type JobState, jobState, launchStep } from '../../../../src/host/job.ts';
import { hostRefusal } from '../../../../src/host/script.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import { onlyStopsFollowing, type TaskControl } from '../../../../src/operation.ts';
import type { Client } from '../client.ts';
import { refusal } from '../errors.ts';
import { packages } from '../packages.ts';
import { uuidWord } from '../words.ts';
import { followPush } from './push-follow.ts';

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
  /** Epoch milliseconds of a moment before it began. */
  readonly askedAt: number;
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

/** Said where no agent could hold the guest's file systems still. */
export const crashConsistent =
  'crash-consistent: its guest was not asked to hold still, so it is as after a power cut';

function saysOf(out: string): string[] {
  if (out.includes('still-frozen')) {
    return ['its file systems may be frozen still: `virsh domfsthaw` on the host frees them'];
  }
  return out.split('\n').includes('frozen')
    ? ['its file systems held still for it']
    : [crashConsistent];
}

const never = new AbortController().signal;

/** Milliseconds for which a host that does not answer is asked again: the process there needs nobody. */
const SILENCE = 300_000;

/** The begin takes part of a second; nobody stops it half way, so that a frozen guest is thawed for sure. */
async function begun(parts: PushParts, job: Job): Promise<string | null> {
  const { client, machine, task } = parts;
  let answeredAt = performance.now();
  for (;;) {
    const state = await jobState(client.reach, job, never).catch((error: unknown) => {
      if (!gaveNoAnswer(error) || performance.now() - answeredAt > SILENCE) throw error;
    });
    if (state) answeredAt = performance.now();
    if (state?.is === 'ended' && state.code !== TIMED_OUT) return beginning(state, machine);
    if (state && state.is !== 'running') return thaw(parts);
    if (onlyStopsFollowing(task.signal.reason)) throw task.signal.reason;
    await pause(100, never);
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
    const state = await jobState(parts.client.reach, job, end).catch((error: unknown) => {
      if (!gaveNoAnswer(error)) throw error;
    });
    if (state?.is === 'lost') await thaw(parts);
    if (state && state.is !== 'running') return;
    await pause(200, end);
  }
}

function beginning({ code, out, err }: JobState & { is: 'ended' }, machine: Machine): string {
  if (code === 0) return out;
  const said = refusal(err, machine.name);
  throw said.code === 'failed' ? hostRefusal(err, packages) : said;
}

/** Seconds a guest that is well answers a ping within; a busy one under emulation takes three. */
const PING = 6;

async function hasAgent({ client, machine, task }: PushParts): Promise<boolean> {
  const line = `qemu-agent-command --timeout ${PING} ${uuidWord(machine.id)} '{"execute":"guest-ping"}'`;
  const answer = await client
    .agent(line, { signal: task.signal, timeoutMs: (PING + 4) * 1_000 })
    .catch(() => undefined);
  task.signal.throwIfAborted();
  return answer?.err === '';
}
