import { awake, lifeOf, poweredOff } from '../inside/inside.ts';
import type { Guest } from './guest.ts';
import type { World } from './world.ts';

/** What the machine does; whether it may is asked before. Throws what a task would fail with. */

export function powerOn(world: World, guest: Guest): void {
  applyPending(guest);
  const bridges = world.nodes.get(guest.node)?.bridges ?? [];
  for (const bridge of bridgesOf(guest)) {
    if (!bridges.includes(bridge)) throw new Error(`bridge '${bridge}' does not exist`);
  }
  guest.state = 'running';
  guest.startedAt = world.now();
  guest.pausedAt = undefined;
  guest.pausedMs = 0;
  guest.pid += 1;
  const { inside } = guest;
  guest.inside = inside.sleptAt === undefined ? poweredOff(inside) : awake(inside, world.now());
}

export function powerOff(guest: Guest): void {
  guest.state = 'stopped';
  guest.pausedAt = undefined;
  guest.inside = poweredOff(guest.inside);
  applyPending(guest);
}

/** Its QEMU runs on, what is in it begins anew. */
export function reboot(world: World, guest: Guest): void {
  const { inside } = guest;
  const ranMs = lifeOf(guest, world.now()) - inside.livedMs;
  guest.inside = { ...poweredOff(inside), livedMs: -ranMs };
}

export function pause(world: World, guest: Guest): void {
  if (guest.state !== 'running') return;
  guest.state = 'paused';
  guest.pausedAt = world.now();
}

export function unpause(world: World, guest: Guest): void {
  if (guest.state !== 'paused') return;
  guest.pausedMs += world.now() - (guest.pausedAt ?? world.now());
  guest.pausedAt = undefined;
  guest.state = 'running';
}

/** What was changed while it ran comes into force. */
function applyPending(guest: Guest): void {
  for (const [key, value] of Object.entries(guest.pending)) {
    if (value === undefined) delete guest.config[key];
    else guest.config[key] = value;
  }
  guest.pending = {};
}

function bridgesOf({ config }: Guest): readonly string[] {
  return Object.entries(config).flatMap(([key, value]) => {
    const bridge = /^net\d+$/.test(key) && /bridge=([^,]+)/.exec(String(value))?.[1];
    return bridge ? [bridge] : [];
  });
}
