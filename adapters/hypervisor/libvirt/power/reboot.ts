import { BotError } from '../../../../src/errors.ts';
import type { Machine, Outcome } from '../../../../src/hypervisor.ts';
import { Stop, type TaskControl } from '../../../../src/operation.ts';
import { sayings } from '../../../../src/sayings.ts';
import { type Act, prepareAct } from '../act.ts';
import type { Client } from '../client.ts';
import { readNow, settled } from '../domain.ts';
import { uuidWord } from '../words.ts';
import { type Followed, followReboot, type Rebooting, readBoot } from './follow-reboot.ts';
import { type Rebooting as RebootAction, stateBefore, unfitFor } from './power.ts';

/** Asks for a reboot, or resets; its end is libvirt's reboot event, or another boot of the same guest. */
export async function reboot(
  parts: Followed,
  { machine, action, task }: { machine: Machine; action: RebootAction; task: TaskControl },
): Promise<Outcome> {
  const before = await stateBefore(parts.client, { machine, unfit: unfitFor[action], task });
  const boot = await task.step('boot before', {
    do: () => readBoot(parts.guest, machine, task.signal),
  });
  const rebooting = { machine, task, before, boot, asked: asked[action] };
  const event = await watchReboot(parts.client, rebooting);
  const act = await prepareAct(parts.client.reach, [action, uuidWord(machine.id)], {
    signal: task.signal,
    name: machine.name,
  });
  let acted = false;
  task.report({ note: action === 'reboot' ? 'asking the guest to reboot' : 'resetting' });
  try {
    const said = await task.step(action, {
      do: () => {
        acted = true;
        return act.go();
      },
      look: (signal) => look(parts, rebooting, signal),
    });
    const ended = await followReboot(parts, rebooting, acted ? event.seen : undefined);
    return { warnings: [], log: sayings(said), ...ended };
  } catch (error) {
    throw error instanceof Stop ? left(error, rebooting) : error;
  } finally {
    act.close();
    event.close();
  }
}

const asked: Readonly<Record<RebootAction, string>> = {
  reboot: 'was asked to reboot',
  reset: 'was reset',
};

/** Seconds: over ssh nobody else would end it when the bot is gone. */
const WATCH_LIMIT = 3_600;

/** https://www.libvirt.org/manpages/virsh.html#event — it stands ready before the act, so it misses none. */
async function watchReboot(client: Client, { machine, task }: Rebooting) {
  const words = ['event', '--domain', uuidWord(machine.id), '--event', 'reboot'];
  words.push('--timeout', String(WATCH_LIMIT));
  const watcher: Act = await prepareAct(client.reach, words, {
    signal: task.signal,
    name: machine.name,
  });
  let isSeen = false;
  watcher.go().then(
    () => {
      isSeen = true;
    },
    () => {
      // A watcher that broke saw nothing; the other signs remain.
    },
  );
  return { seen: () => isSeen, close: () => watcher.close() };
}

async function look(
  { client, guest }: Followed,
  { machine, before, boot, asked }: Rebooting,
  signal: AbortSignal,
) {
  await settled(client, machine, signal);
  const now = await readNow(client, machine, signal);
  if (now.run !== before.run) return { found: 'done', result: '' } as const;
  const present = boot === null ? null : await readBoot(guest, machine, signal);
  if (present === null) {
    const why = `nobody can tell whether ${machine.name} ${asked}: its agent does not answer`;
    return { found: 'unknown', why } as const;
  }
  return present === boot
    ? ({ found: 'not-done' } as const)
    : ({ found: 'done', result: '' } as const);
}

function left(stop: Stop, { machine: { name }, asked }: Rebooting): unknown {
  if (stop.reason === 'deadline') {
    return new BotError('failed', `${name} ${asked}, and did not boot anew`, {
      hint: '`vm stop` and `vm start` do it the hard way.',
    });
  }
  if (stop.reason !== 'cancelled') return stop;
  return new BotError('cancelled', `${name} ${asked}, and may still boot anew`);
}
