import { setTimeout as sleep } from 'node:timers/promises';
import { type Inside, lifeOf } from '../inside/inside.ts';
import type { Around } from '../inside/shell/session.ts';
import { refuse } from '../refusal.ts';
import type { Call } from '../route.ts';
import { diskBytes } from '../world/figures.ts';
import { coresOf, type Guest, memoryOf, nameOf } from '../world/guest.ts';
import { cardsOf, lookUpFrom } from '../world/nics.ts';
import type { World } from '../world/world.ts';
import { guestIn } from './guest-call.ts';

/** The machine, once its agent has answered; refuses as Proxmox does where it does not. */
export async function answering(call: Call): Promise<Guest> {
  const guest = guestIn(call, 'qemu');
  if (!hasAgent(guest)) throw refuse('No QEMU guest agent configured');
  if (guest.state === 'stopped') throw refuse(`VM ${guest.vmid} is not running`);
  if (isAlive(call.world, guest)) return guest;
  await sleep(call.world.pace.agentMs);
  throw refuse('QEMU guest agent is not running');
}

/** `1`, `type=virtio,enabled=1`: what its file says, and not what waits for a restart. */
function hasAgent({ config }: Guest): boolean {
  return /(?:^|,)(?:enabled=)?(?:1|on|yes|true)(?:,|$)/i.test(String(config['agent'] ?? ''));
}

/** It takes a while to boot. */
function isAlive(world: World, guest: Guest): boolean {
  const { agent, state, inside } = guest;
  if (agent !== 'alive' || state !== 'running' || inside.system !== 'linux') return false;
  return lifeOf(guest, world.now()) >= world.pace.taskMs;
}

export function aroundOf(world: World, guest: Guest, inside: Inside = guest.inside): Around {
  const now = world.now();
  return {
    hostname: nameOf(guest),
    cores: coresOf(guest),
    memory: memoryOf(guest),
    diskBytes: diskBytes(guest),
    now,
    clock: now - guest.pausedMs - inside.clockLagMs,
    life: lifeOf(guest, now),
    speed: world.pace.secondMs / 1000,
    cards: cardsOf(guest),
    lookUp: (word) => lookUpFrom(world, guest, word),
  };
}

/** An error that the guest's agent gave. */
export function agentError(text: string): Error {
  return refuse(`Agent error: ${text}`);
}
