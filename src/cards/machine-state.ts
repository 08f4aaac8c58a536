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

type Stands = Pick<Machine, 'state' | 'stateReason' | 'lock' | 'template'>;

/** `paused (I/O error)`, `running (locked: backup)`, `template`. */
export function stateWords(machine: Stands): string {
  const { stateReason, lock } = machine;
  const more = [stateReason, lock && `locked: ${lock}`].filter((one) => one);
  return more.length === 0 ? plain(machine) : `${plain(machine)} (${more.join(', ')})`;
}

/** A template is off for good. */
function plain({ state, template }: Stands): string {
  return template === true && state === 'stopped' ? 'template' : words[state];
}

export function stateTone(state: MachineState): Tone {
  return tones[state];
}

export function stateCell({ state, lock, template }: Omit<Stands, 'stateReason'>): Cell {
  return { text: stateWords({ state, lock, template }), tone: tones[state] };
}

/** The state in a card's fields; that of a machine nobody could read is unknown. */
export function stateField(machine: Stands | undefined): Field {
  if (machine === undefined) return { label: 'State', value: words.unknown };
  return { label: 'State', value: stateWords(machine), tone: tones[machine.state] };
}

/** Where the state stands in a list. */
export function stateRank(state: MachineState): number {
  return order.indexOf(state);
}
