import { createSsh, type Ssh, type SshSettings } from '../../ssh.ts';

/** Milliseconds for which an unused connection stays. */
const IDLE = 60_000;
/** Connections that stay at most: each is a process here and one in its guest. */
const MOST = 32;

export interface SharedConnections {
  /** Does the work over the connection of that name, which is made where there is none. */
  use<T>(name: string, settings: SshSettings, work: (ssh: Ssh) => Promise<T>): Promise<T>;
  close(): void;
}

interface Kept {
  readonly ssh: Ssh;
  users: number;
  idle?: NodeJS.Timeout | undefined;
}

/**
 * One connection to each guest while it is used, and for a while after. One that has failed is given to nobody any
 * more, and ends with its last user: what others do over it may be all right.
 */
export function createShared({ idleMs = IDLE, most = MOST } = {}): SharedConnections {
  const kept = new Map<string, Kept>();

  function take(name: string, settings: SshSettings): Kept {
    const one = kept.get(name) ?? { ssh: createSsh(settings), users: 0 };
    clearTimeout(one.idle);
    one.users += 1;
    // The last that was used comes last.
    kept.delete(name);
    kept.set(name, one);
    return one;
  }

  function drop(name: string, one: Kept): void {
    clearTimeout(one.idle);
    if (kept.get(name) === one) kept.delete(name);
    if (one.users === 0) one.ssh.close();
  }

  function leave(name: string, one: Kept): void {
    one.users -= 1;
    if (one.users > 0) return;
    if (kept.get(name) === one) {
      one.idle = setTimeout(() => drop(name, one), idleMs);
      one.idle.unref();
      makeRoom();
    } else {
      drop(name, one);
    }
  }

  function makeRoom(): void {
    const unused = [...kept].filter(([, { users }]) => users === 0);
    const over = Math.max(0, kept.size - most);
    for (const [name, one] of unused.slice(0, over)) drop(name, one);
  }

  return {
    async use(name, settings, work) {
      const one = take(name, settings);
      try {
        return await work(one.ssh);
      } catch (error) {
        // It may not carry any more: after a rollback both ends believe in another.
        drop(name, one);
        throw error;
      } finally {
        leave(name, one);
      }
    },
    close() {
      for (const [name, one] of kept) {
        drop(name, one);
        one.ssh.close();
      }
    },
  };
}
