import type { Segment } from '../../../../src/hypervisor/network.ts';
import type { TaskCall } from './calls.ts';
import { hosts } from './fleet.ts';
import { type Refusal, refusal } from './refusal.ts';
import type { State } from './state.ts';

/** What a machine's one card is plugged into, and whether the cable is in. */
export interface Cable {
  readonly segment: string;
  readonly up: boolean;
}

export const bridges = [
  { name: 'vmbr0', says: 'to the campus, 10.20.0.0/16' },
  { name: 'vmbr1', says: 'between the machines of labs, no way out' },
];

export const segments: readonly Segment[] = hosts.flatMap(({ name: host }) =>
  bridges.map((bridge) => ({
    ...bridge,
    host,
    kind: 'bridge' as const,
    wiring: 'bridge' as const,
    active: true,
  })),
);

export function cableOf(state: State): Cable {
  return state.cable ?? { segment: 'vmbr0', up: true };
}

type NetCall = Extract<TaskCall, { call: 'net.connect' | 'net.link' }>;

export function refuseNet(call: NetCall): Refusal | undefined {
  if (call.call === 'net.link' || bridges.some(({ name }) => name === call.segment))
    return undefined;
  return refusal('not-found', `bridge '${call.segment}' does not exist`);
}

export function afterNet(state: State, call: NetCall): State {
  const cable = cableOf(state);
  return call.call === 'net.link'
    ? { ...state, cable: { ...cable, up: call.up } }
    : { ...state, cable: { ...cable, segment: call.segment } };
}

/** Whether a packet finds its way from one machine to another. */
export function joined(from: State, to: State): boolean {
  const [a, b] = [cableOf(from), cableOf(to)];
  return a.up && b.up && a.segment === b.segment;
}

/** Hosts stand on the campus. */
export function reachesHosts(from: State): boolean {
  const { up, segment } = cableOf(from);
  return up && segment === 'vmbr0';
}
