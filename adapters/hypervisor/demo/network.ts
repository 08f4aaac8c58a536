import { BotError } from '../../../src/errors.ts';
import type { Network } from '../../../src/hypervisor/network.ts';
import type { Machine } from '../../../src/hypervisor.ts';
import { act } from './act.ts';
import type { Connection } from './connect.ts';
import { find } from './find.ts';
import { cableOf, segments } from './world/network.ts';

/** Every machine of the demo has one card. */
const CARD = 'net0';

export function createNetwork(connection: Connection): Network {
  return {
    async cards(machine, signal) {
      signal.throwIfAborted();
      const { seed, state } = find(connection, machine);
      const { segment, up } = cableOf(state);
      const model = seed.kind === 'vm' ? 'virtio' : 'veth';
      const card = {
        id: CARD,
        mac: seed.mac,
        model,
        mode: 'bridge',
        wiring: 'bridge' as const,
        segment,
        linkUp: up,
      };
      return [state.state === 'running' ? { ...card, device: `tap${seed.id}i0` } : card];
    },
    async segments(signal) {
      signal.throwIfAborted();
      return segments;
    },
    async connect(machine, { card, segment }, task) {
      requireCard(machine, card);
      return act(connection, machine, { call: 'net.connect', segment: segment.name }, task);
    },
    async link(machine, { card, up }, task) {
      requireCard(machine, card);
      return act(connection, machine, { call: 'net.link', up }, task);
    },
  };
}

function requireCard(machine: Machine, card: string): void {
  if (card === CARD) return;
  throw new BotError('not-found', `${machine.name} has no network card ${card}`);
}
