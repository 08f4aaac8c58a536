import type { PowerAction } from '../../../../src/hypervisor.ts';
import type { Seed } from './fleet.ts';
import { atStart } from './hardware.ts';
import { type Refusal, refusal } from './refusal.ts';
import type { State } from './state.ts';

interface Rule {
  /** The state it needs. */
  readonly from: readonly Seed['state'][];
  readonly to: Seed['state'];
  /** Whether the guest boots anew by it. */
  readonly boots: boolean;
}

const rules: Record<PowerAction, Rule> = {
  start: { from: ['stopped', 'hibernated'], to: 'running', boots: true },
  shutdown: { from: ['running'], to: 'stopped', boots: false },
  stop: { from: ['running', 'paused'], to: 'stopped', boots: false },
  reboot: { from: ['running'], to: 'running', boots: true },
  reset: { from: ['running'], to: 'running', boots: true },
  pause: { from: ['running'], to: 'paused', boots: false },
  resume: { from: ['paused'], to: 'running', boots: false },
  hibernate: { from: ['running', 'paused'], to: 'hibernated', boots: false },
  nmi: { from: ['running'], to: 'running', boots: false },
};

/** Seconds from the end of a start until the agent answers. */
export const BOOT_SECONDS = 4;

export function isPower(call: string): call is PowerAction {
  return Object.hasOwn(rules, call);
}

/** What containers lack: they share the host's kernel. */
const machinesOnly: readonly PowerAction[] = ['reset', 'hibernate', 'nmi'];

export function refusePower(seed: Seed, state: State, action: PowerAction): Refusal | undefined {
  if (seed.kind === 'container' && machinesOnly.includes(action)) {
    return refusal('unsupported', `${seed.name} is a container: it has no ${action}`);
  }
  const { from, to } = rules[action];
  if (from.includes(state.state)) return undefined;
  if (state.state === to) return refusal('conflict', `${seed.name} is already ${said[to]}`);
  const hints = {
    running: 'It runs.',
    paused: 'Resume it first.',
    stopped: 'Start it first.',
    hibernated: 'Start it first: it goes on where it was.',
  };
  return refusal('conflict', `${seed.name} is ${said[state.state]}`, hints[state.state]);
}

const said = {
  running: 'running',
  paused: 'paused',
  stopped: 'off',
  hibernated: 'hibernated',
} as const;

export function afterPower(before: State, action: PowerAction, end: number, speed: number): State {
  const { to, boots } = rules[action];
  const state = action === 'start' ? atStart(before) : before;
  const kept = { ...state, state: to };
  if (to === 'stopped') return { ...kept, processes: [] };
  if (to !== 'running') return { ...kept, stillSince: state.stillSince ?? end };
  const still = state.stillSince === undefined ? 0 : end - state.stillSince;
  const awake = { ...kept, stillSince: undefined };
  if (!boots || state.state === 'hibernated') return { ...awake, clockLag: state.clockLag + still };
  const agentFrom = end + BOOT_SECONDS * 1000 * speed;
  return { ...awake, processes: [], bootedAt: end, clockLag: 0, agentFrom };
}
