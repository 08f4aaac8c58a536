import { BotError } from '../../../../src/errors.ts';
import { pause } from '../../../../src/flow/wait.ts';
import type { GuestChannel } from '../../../../src/hypervisor/guest.ts';
import type { Machine, Outcome } from '../../../../src/hypervisor.ts';
import type { TaskControl } from '../../../../src/operation.ts';
import type { Client } from '../client.ts';
import { type Now, readNow } from '../domain.ts';

/** A machine that was asked to reboot, and what tells one run of it from the next. */
export interface Rebooting {
  readonly machine: Machine;
  readonly task: TaskControl;
  readonly before: Now;
  /** Linux's name for one boot, null where no agent tells it. */
  readonly boot: string | null;
  /** What was done to it: `was asked to reboot`. */
  readonly asked: string;
}

export interface Followed {
  readonly client: Client;
  readonly guest: GuestChannel;
}

/** Milliseconds until a guest whose agent answered before is expected to answer again. */
const BACK_LIMIT = 180_000;
const BETWEEN = 1_000;

/** Waits for any sign of the reboot, then for the agent where there was one. */
export async function followReboot(
  parts: Followed,
  rebooting: Rebooting,
  seen: (() => boolean) | undefined,
): Promise<Pick<Outcome, 'notes' | 'silentGuest'>> {
  const { machine, task, boot, asked } = rebooting;
  if (boot === null && !seen) {
    const message = `${machine.name} ${asked}; whether it booted anew was not seen`;
    throw new BotError('undecided', message);
  }
  task.report({ note: 'waiting for the guest to reboot' });
  while (!(await hasRebooted(parts, rebooting, seen))) await pause(BETWEEN, task.signal);
  if (boot === null) {
    return { notes: ['it has rebooted; no agent says when it is up'], silentGuest: true };
  }
  task.report({ note: 'it has rebooted; waiting for its agent' });
  const backBy = performance.now() + BACK_LIMIT;
  while (!(await isUpAgain(parts, rebooting))) {
    if (performance.now() > backBy)
      return { notes: ['it has rebooted; its agent does not answer yet'] };
    await pause(BETWEEN, task.signal);
  }
  return { notes: ['it has rebooted and is up again'] };
}

async function hasRebooted(
  parts: Followed,
  rebooting: Rebooting,
  seen: (() => boolean) | undefined,
): Promise<boolean> {
  const { machine, task, before } = rebooting;
  if (seen?.()) return true;
  // A machine set to `on_reboot=destroy` or restarted by hand has another run, or none.
  const now = await readNow(parts.client, machine, task.signal).catch(() => before);
  return now.run !== before.run || isUpAgain(parts, rebooting);
}

async function isUpAgain(
  { guest }: Followed,
  { machine, task, boot }: Rebooting,
): Promise<boolean> {
  if (boot === null) return false;
  const present = await readBoot(guest, machine, task.signal);
  return present !== null && present !== boot;
}

/** The kernel makes a new one at each start: https://man7.org/linux/man-pages/man4/random.4.html */
export async function readBoot(
  guest: GuestChannel,
  machine: Machine,
  signal: AbortSignal,
): Promise<string | null> {
  try {
    const file = '/proc/sys/kernel/random/boot_id';
    return (await guest.read(machine, file, { signal, maxBytes: 100 })).toString('latin1').trim();
  } catch (error) {
    if (error instanceof BotError) return null;
    throw error;
  }
}
