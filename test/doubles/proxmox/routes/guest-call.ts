import type { Call } from '../route.ts';
import type { Guest, Kind } from '../world/guest.ts';
import type { Running } from '../world/task-run.ts';

/** The machine a path names; throws 500 where its configuration is not there. */
export function guestIn({ world, node, params }: Call, kind: Kind): Guest {
  return world.guest(kind, node, Number(params.need('vmid')));
}

export interface Act {
  /** `qmstart` */
  readonly type: string;
  readonly kind: Kind;
  /** With the configuration locked: what it does, and what it throws is how the task fails. */
  readonly run: (guest: Guest, task: Running) => void | Promise<void>;
  readonly ms?: number | undefined;
  readonly lines?: readonly string[] | undefined;
}

/**
 * A task on one machine. Whether it is there, and what state it is in, is looked at in the task: most of what
 * Proxmox refuses it refuses there. While it lasts the file is locked, and others wait for that.
 */
export function act(call: Call, { type, kind, run, ms, lines = [] }: Act): string {
  const { world, node, who, params } = call;
  const vmid = Number(params.need('vmid'));
  return world.begin({
    type,
    node,
    id: vmid,
    who,
    async run(task) {
      if (world.faults.noQuorum) throw new Error('cluster not ready - no quorum?');
      const release = await world.locks.take({ kind, vmid });
      try {
        const takes = ms ?? world.pace.taskMs;
        for (const line of lines) {
          await task.wait(takes / (lines.length + 1));
          task.log(line);
        }
        await task.wait(takes / (lines.length + 1));
        await run(world.guest(kind, node, vmid), task);
      } finally {
        release();
      }
    },
  });
}
