import type { PowerAction } from '../../../../src/hypervisor.ts';
import type { Seed } from './fleet.ts';
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
  start: { from: ['stopped'], to: 'running', boots: true },
  shutdown: { from: ['running'], to: 'stopped', boots: false },
  stop: { from: ['running', 'paused'], to: 'stopped', boots: false },
  reboot: { from: ['running'], to: 'running', boots: true },
  pause: { from: ['running'], to: 'paused', boots: false },
  resume: { from: ['paused'], to: 'running', boots: false },
};

/** Seconds from the end of a start until the agent answers. */
const BOOT_SECONDS = 4;

export function isPower(call: string): call is PowerAction {
  return Object.hasOwn(rules, call);
}

export function refusePower(seed: Seed, state: State, action: PowerAction): Refusal | undefined {
  const { from, to } = rules[action];
  if (from.includes(state.state)) return undefined;
  if (state.state === to) return refusal('conflict', `${seed.name} is already ${said[to]}`);
  const hints = { running: 'It runs.', paused: 'Resume it first.', stopped: 'Start it first.' };
  return refusal('conflict', `${seed.name} is ${said[state.state]}`, hints[state.state]);
}

const said = { running: 'running', paused: 'paused', stopped: 'off' } as const;

export function afterPower(state: State, action: PowerAction, end: number, speed: number): State {
  const { to, boots } = rules[action];
  const kept = { ...state, state: to };
  if (to === 'stopped') return { ...kept, processes: [] };
  if (!boots) return kept;
  const agentFrom = end + BOOT_SECONDS * 1000 * speed;
  return { ...kept, processes: [], bootedAt: end, clockLag: 0, agentFrom };
}
