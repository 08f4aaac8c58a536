import { networkInterfaces } from 'node:os';
import { BotError } from '../errors.ts';
import { exec } from '../exec.ts';
import type { GuestChannel, GuestInterface, GuestResult } from '../hypervisor/guest.ts';
import type { Hypervisor, Machine } from '../hypervisor.ts';
import type { TaskControl } from '../operation.ts';
import { followProcess } from '../operations/guest-process.ts';

/** Where a test begins: inside a guest, on a host, or where the bot itself runs. */
export interface Sender {
  /** `e1 on kvm-a`, `host kvm-b`, `the bot`. */
  readonly words: string;
  /** Runs a program there to its end, argv as it is. Throws `not-found` for a missing one. */
  run(argv: readonly string[], timeoutMs: number): Promise<Said>;
  /** Its own; throws where they cannot be known. */
  interfaces(): Promise<readonly GuestInterface[]>;
}

export type Said = Pick<GuestResult, 'exitCode' | 'stdout' | 'stderr' | 'binary'>;

export interface SendingGuest {
  readonly channel: GuestChannel;
  readonly machine: Machine;
  readonly label: string;
}

export function guestSender({ channel, machine, label }: SendingGuest, task: TaskControl): Sender {
  return {
    words: `${label} on ${machine.host}`,
    async run(argv, timeoutMs) {
      const process = await channel.start(machine, argv, task.signal);
      return followProcess({ channel, machine, process, label }, task, timeoutMs);
    },
    interfaces: () => channel.addresses(machine, task.signal),
  };
}

export interface SendingHost {
  readonly hypervisor: Hypervisor;
  readonly name: string;
  readonly addresses: readonly string[];
}

/** Throws `unsupported` where the bot has no shell on the site's hosts. */
export function hostSender(
  { hypervisor, name, addresses }: SendingHost,
  { signal }: TaskControl,
): Sender {
  const { onHost, site } = hypervisor;
  if (!onHost) throw noShell(name, site.name);
  return {
    words: `host ${name}`,
    run: (argv, timeoutMs) => orNotFound(onHost(name, argv, { signal, timeoutMs })),
    interfaces: async () => [{ name: 'host', addresses }],
  };
}

export function noShell(host: string, site: string): BotError {
  return new BotError('unsupported', `The bot has no shell on host ${host}`, {
    hint: `${site} is driven without one. Start from a machine on it, or from the bot itself: \`bot\`.`,
  });
}

export function botSender({ signal }: TaskControl): Sender {
  return {
    words: 'the bot',
    run: ([file = '', ...args], timeoutMs) => orNotFound(exec(file, args, { signal, timeoutMs })),
    async interfaces() {
      return Object.entries(networkInterfaces()).map(([name, all = []]) => ({
        name,
        mac: all[0]?.mac,
        addresses: all.map(({ cidr, address }) => cidr ?? address),
      }));
    },
  };
}

/** A program that cannot be started there is one that is missing. */
async function orNotFound<T>(said: Promise<T>): Promise<T> {
  try {
    return await said;
  } catch (error) {
    if (!(error instanceof BotError) || error.code !== 'unsupported') throw error;
    throw new BotError('not-found', error.message, { hint: error.hint, cause: error });
  }
}
