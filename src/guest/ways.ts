import type { GuestChannel } from '../hypervisor/guest.ts';
import type { Hypervisor, Machine, MachineRef } from '../hypervisor.ts';
import type { Store } from '../store/store.ts';
import { createSshChannel } from './ssh/channel.ts';
import { ownKey } from './ssh/key.ts';
import { type Met, meetGuest } from './ssh/meet.ts';
import { createShells } from './ssh/shell.ts';
import type { GuestAddress, GuestWay } from './ssh/way.ts';
import { withoutChannel } from './without-channel.ts';

/** Which guests are reached over ssh, and how: the one place where that is chosen. */
export interface GuestWays {
  find(machine: MachineRef): Promise<GuestWay | undefined>;
  /** Safe to repeat, and so is `forget`. */
  save(machine: MachineRef, way: GuestWay): Promise<void>;
  forget(machine: MachineRef): Promise<void>;
  /** The bot's own key, as a line for authorized_keys; made at its first use. */
  publicKey(signal: AbortSignal): Promise<string>;
  /** Asks an ssh for its key over that way; throws why there is no answer. */
  meet(asked: Meeting, signal: AbortSignal): Promise<Met>;
  /** The same over a way as it would be saved: whether its guest answers. */
  channel(hypervisor: Hypervisor, way: GuestWay): GuestChannel;
}

export interface Meeting {
  readonly machine: Machine;
  readonly hypervisor: Hypervisor;
  readonly to: GuestAddress;
}

export interface OpenGuestWays extends GuestWays {
  /** The site, its guests reached over ssh where that is set up, and as before where it is not. */
  around(hypervisor: Hypervisor): Hypervisor;
  close(): void;
}

export function createGuestWays(
  store: Pick<Store, 'guestWay' | 'saveGuestWay' | 'forgetGuestWay'>,
  directory: string,
): OpenGuestWays {
  const shells = createShells(directory);
  const publicKey = async (signal: AbortSignal) => (await ownKey(directory, signal)).publicKey;
  const channel = ({ relay }: Hypervisor, way: GuestWay) =>
    createSshChannel({ shells, relay, publicKey }, way);
  return {
    find: store.guestWay,
    save: store.saveGuestWay,
    forget: store.forgetGuestWay,
    publicKey,
    channel,
    async meet({ machine, hypervisor, to }, signal) {
      const relay = to.viaHost ? hypervisor.relay?.(machine, to) : undefined;
      return meetGuest({ ...to, name: machine.name, relay }, { directory, signal });
    },
    around(hypervisor) {
      const own = hypervisor.guest ?? withoutChannel(hypervisor.site);
      const of = async (machine: Machine) => {
        const way = await store.guestWay(machine);
        return way ? channel(hypervisor, way) : own;
      };
      return { ...hypervisor, guest: choosing(own, of) };
    },
    close: shells.close,
  };
}

/** A channel that is another one for some machines. What is about the hypervisor's own stays its own. */
function choosing(
  own: GuestChannel,
  of: (machine: Machine) => Promise<GuestChannel>,
): GuestChannel {
  return {
    probe: async (machine, signal) => (await of(machine)).probe(machine, signal),
    start: async (machine, argv, signal) => (await of(machine)).start(machine, argv, signal),
    wait: async (machine, process, options) => (await of(machine)).wait(machine, process, options),
    read: async (machine, path, options) => (await of(machine)).read(machine, path, options),
    write: async (machine, path, content, signal) =>
      (await of(machine)).write(machine, path, content, signal),
    addresses: async (machine, signal) => (await of(machine)).addresses(machine, signal),
    setClock: async (machine, signal) => (await of(machine)).setClock(machine, signal),
    ...(own.diagnose && { diagnose: own.diagnose.bind(own) }),
    ...(own.attach && { attach: own.attach.bind(own) }),
  };
}
