import type { Machine, MachineState, PowerAction } from '../../../../src/hypervisor.ts';
import type { Params } from '../client/client.ts';

/** How one action is asked of Proxmox. */
export interface Recipe {
  /** Behind `/status/`. */
  readonly verb: 'start' | 'shutdown' | 'stop' | 'reboot' | 'reset' | 'suspend' | 'resume';
  readonly params?: Params | undefined;
  /** The types its UPID may have. */
  readonly types: readonly string[];
  readonly doing: string;
}

/**
 * Seconds that a guest has to follow a request. The operation ends after five minutes, and the way to the end takes
 * a little too. https://pve.proxmox.com/wiki/Manual:_qm.conf says of `down`: 180 is what Proxmox itself waits.
 */
export const GUEST_SECONDS = 180;

const asks = { timeout: GUEST_SECONDS };

const forVms: Readonly<Record<Exclude<PowerAction, 'nmi'>, Recipe>> = {
  start: { verb: 'start', types: ['qmstart', 'hastart'], doing: 'starting' },
  shutdown: {
    verb: 'shutdown',
    params: asks,
    types: ['qmshutdown', 'hastop'],
    doing: 'waiting for the guest to shut down',
  },
  stop: { verb: 'stop', types: ['qmstop', 'hastop'], doing: 'cutting the power' },
  reboot: {
    verb: 'reboot',
    params: asks,
    types: ['qmreboot'],
    doing: 'waiting for the guest to shut down',
  },
  reset: { verb: 'reset', types: ['qmreset'], doing: 'resetting' },
  pause: { verb: 'suspend', types: ['qmpause'], doing: 'pausing' },
  resume: { verb: 'resume', types: ['qmresume'], doing: 'resuming' },
  hibernate: {
    verb: 'suspend',
    params: { todisk: true },
    types: ['qmsuspend'],
    doing: 'writing its memory to the disk',
  },
};

const forContainers: Partial<Record<PowerAction, Recipe>> = {
  start: { verb: 'start', types: ['vzstart', 'hastart'], doing: 'starting' },
  shutdown: {
    verb: 'shutdown',
    params: asks,
    types: ['vzshutdown', 'hastop'],
    doing: 'waiting for the container to shut down',
  },
  stop: { verb: 'stop', types: ['vzstop', 'hastop'], doing: 'stopping it the hard way' },
  reboot: {
    verb: 'reboot',
    params: asks,
    types: ['vzreboot'],
    doing: 'waiting for the container to shut down',
  },
};

/** Absent where Proxmox's interface has no way. */
export function recipeFor(
  { kind }: Pick<Machine, 'kind'>,
  action: PowerAction,
): Recipe | undefined {
  if (kind === 'container') return forContainers[action];
  return action === 'nmi' ? undefined : forVms[action];
}

/** Why the action does not fit the state, for behind the machine's name. */
type Unfit = Partial<Record<MachineState, string>>;

const off = 'is off';
const asleep = 'is hibernated';
const deaf = 'is paused and cannot hear the request';
const isOff: Unfit = { stopped: off, hibernated: asleep };

/** Asked before the act: Proxmox calls it a success to stop what is off, or to pause what is paused. */
export const unfit: Readonly<Record<Exclude<PowerAction, 'start'>, Unfit>> = {
  shutdown: { ...isOff, paused: deaf },
  reboot: { ...isOff, paused: deaf },
  stop: isOff,
  reset: isOff,
  pause: { ...isOff, paused: 'is paused already' },
  resume: { ...isOff, running: 'is already running' },
  hibernate: { ...isOff, hibernated: 'is hibernated already' },
  nmi: { ...isOff, paused: deaf },
};

export function hintFor(why: string): string | undefined {
  if (why === off) return 'Start it with `vm start`.';
  if (why.startsWith(asleep)) return 'Start it with `vm start`: it continues where it was.';
  return why.startsWith('is paused') ? 'Continue it with `vm resume`.' : undefined;
}
