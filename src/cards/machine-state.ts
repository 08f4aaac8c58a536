import type { Cell, Field, Tone } from '../card.ts';
import type { Machine, MachineState } from '../hypervisor.ts';

/** How people say it. */
const words: Record<MachineState, string> = {
  running: 'running',
  paused: 'paused',
  stopped: 'off',
  hibernated: 'hibernated',
  stopping: 'shutting down',
  crashed: 'crashed',
  unknown: 'unknown',
};

const tones: Record<MachineState, Tone> = {
  running: 'success',
  paused: 'warning',
  stopped: 'neutral',
  hibernated: 'neutral',
  stopping: 'warning',
  crashed: 'danger',
  unknown: 'warning',
};

/** Lists begin with what needs a look. */
const order: readonly MachineState[] = [
  'crashed',
  'unknown',
  'stopping',
  'running',
  'paused',
  'hibernated',
  'stopped',
];

export function stateWords({ state, stateReason }: Pick<Machine, 'state' | 'stateReason'>): string {
  return stateReason === undefined ? words[state] : `${words[state]} (${stateReason})`;
}

export function stateTone(state: MachineState): Tone {
  return tones[state];
}

export function stateCell({ state }: Pick<Machine, 'state'>): Cell {
  return { text: words[state], tone: tones[state] };
}

/** The state in a card's fields; that of a machine nobody could read is unknown. */
export function stateField(machine: Pick<Machine, 'state' | 'stateReason'> | undefined): Field {
  if (machine === undefined) return { label: 'State', value: words.unknown };
  return { label: 'State', value: stateWords(machine), tone: tones[machine.state] };
}

/** Where the state stands in a list. */
export function stateRank(state: MachineState): number {
  return order.indexOf(state);
}
