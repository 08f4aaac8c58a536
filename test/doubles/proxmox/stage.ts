import { z } from 'zod';
import { createClient } from './client.ts';
import type { ProxmoxDouble } from './index.ts';
import type { Guest } from './world/guest.ts';
import { powerOff, powerOn } from './world/power.ts';

/** What an exchange is sent with in place of what was recorded. */
export interface Instead {
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly params?: Record<string, unknown>;
}

/** Brings a double into the state the real node was in. */
export type Prepare = (double: ProxmoxDouble) => Instead | undefined | Promise<Instead | undefined>;

export function on(vmid: number, change: (guest: Guest, double: ProxmoxDouble) => void): Prepare {
  return (double) => {
    const guest = double.world.guests.get(vmid);
    if (guest === undefined) throw new Error(`there is no ${vmid}`);
    change(guest, double);
    return undefined;
  };
}

export const stopped = (vmid: number): Prepare => on(vmid, (guest) => powerOff(guest));
export const running = (vmid: number): Prepare =>
  on(vmid, (guest, { world }) => powerOn(world, guest));

export function snapshots(vmid: number, ...names: readonly string[]): Prepare {
  return async (double) => {
    const client = createClient(double);
    for (const snapname of names) {
      const vmstate = snapname === 'withram' ? 1 : 0;
      const params = { snapname, vmstate };
      const upid = await client.data('POST', `/nodes/pve1/qemu/${vmid}/snapshot`, params);
      await client.outcome(upid);
    }
    await client.close();
    return undefined;
  };
}

export function all(...steps: readonly Prepare[]): Prepare {
  return async (double) => {
    let instead: Instead | undefined;
    for (const step of steps) instead = (await step(double)) ?? instead;
    return instead;
  };
}

/** A task of the given end, and the path that names it. */
export function task(path: (upid: string) => string, how: 'running' | 'ok' | 'cancelled'): Prepare {
  return async (double) => {
    const { world, faults, tokens } = double;
    const client = createClient(double, tokens.root);
    const guest = world.guests.get(101);
    if (guest !== undefined) powerOn(world, guest);
    if (how !== 'ok') faults.task({ type: 'qmshutdown', hold: new Promise(() => undefined) });
    const upid = z
      .string()
      .parse(await client.data('POST', '/nodes/pve1/qemu/101/status/shutdown'));
    if (how === 'cancelled') await client.ask('DELETE', `/nodes/pve1/tasks/${upid}`);
    if (how !== 'running') await client.outcome(upid);
    await client.close();
    return { path: path(encodeURIComponent(upid)) };
  };
}
