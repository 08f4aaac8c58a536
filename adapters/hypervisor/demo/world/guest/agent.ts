import { listed } from '../../../../../src/line/usage.ts';
import type { OtherCall } from '../calls.ts';
import { dice } from '../dice.ts';
import type { Seed } from '../fleet.ts';
import { type Refusal, refusal } from '../refusal.ts';
import type { Process, State } from '../state.ts';
import { writeFile } from './files.ts';
import { known, run } from './run.ts';
import type { Shell } from './shell.ts';

/** As many ended programs as the agent remembers. */
const REMEMBERED = 64;

type GuestCall = Exclude<OtherCall, { call: 'cancel' }>;

/** Why the agent does not answer now, or undefined when it does. */
export function silence(seed: Seed, state: State, now: number): Refusal | undefined {
  const { name } = seed;
  if (state.state === 'stopped') return refusal('conflict', `${name} is off`, 'Start it first.');
  if (state.state === 'hibernated') {
    return refusal('conflict', `${name} is hibernated`, 'Start it first.');
  }
  if (state.state === 'paused') {
    return refusal('conflict', `${name} is paused`, 'Resume it first.');
  }
  if (!seed.agent && state.pastedAt !== undefined && now < state.pastedAt) {
    return refusal(
      'unsupported',
      `nothing in ${name} listens on its channel yet`,
      'Wait a moment.',
    );
  }
  if (!seed.agent && state.pastedAt === undefined) {
    const hint = 'Install the QEMU guest agent in it and switch it on in its options.';
    return refusal('unsupported', `${name} has no guest agent`, hint);
  }
  return now < state.agentFrom || state.task?.call.call === 'snapshot.rollback'
    ? refusal(
        'conflict',
        `the guest agent of ${name} does not answer yet`,
        'Try again in a moment.',
      )
    : undefined;
}

/** Seconds after which somebody has pasted the line that installs an agent: nobody really can. */
export const PASTED_SECONDS = 15;

export function afterChannel(state: State, end: number, speed: number): State {
  return { ...state, pastedAt: state.pastedAt ?? end + PASTED_SECONDS * 1000 * speed };
}

/** What the agent does with a call: the machine changed by it, or its no. */
export function answer(call: GuestCall, shell: Shell): State | Refusal {
  const { seed, state } = shell;
  const silent = silence(seed, state, shell.now);
  if (silent) return silent;
  if (call.call === 'guest.clock') return { ...state, clockLag: 0 };
  if (call.call === 'guest.exec') return start(call.argv, call.id, shell);
  const written = writeFile(state.files, call.path, call.content);
  return 'files' in written
    ? { ...state, files: written.files }
    : refusal('failed', `${seed.name}: ${call.path}: ${written.problem}`);
}

/** Ids of programs follow from the call, so that a rollback never gives one out twice. */
export function pidOf(call: string): number {
  return 1000 + Math.floor(dice(call) * 4_000_000);
}

function start(argv: readonly string[], call: string, shell: Shell): State | Refusal {
  const { seed, state } = shell;
  const ended = run(argv, shell);
  if (!ended) {
    const hint = `The demo's guests know a few programs: ${listed(known)}.`;
    return refusal('not-found', `${seed.name} has no program ${argv[0] ?? ''}`, hint);
  }
  const { exitCode, stdout, stderr } = ended;
  const endsAt = shell.now + (ended.durationMs ?? 0);
  const process: Process = { pid: pidOf(call), argv, endsAt, exitCode, stdout, stderr };
  return {
    ...state,
    files: ended.files ?? state.files,
    processes: [...state.processes, process].slice(-REMEMBERED),
  };
}
