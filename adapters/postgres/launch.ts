import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isRoot } from './data-directory.ts';
import type { Server } from './server.ts';
import { ifThere } from './system-error.ts';

/** A server process that was started; it may still find that another one holds the lock. */
export interface Launched {
  readonly pid: number | undefined;
  /** Fulfils when it has ended. */
  readonly ended: Promise<Ended>;
}

export interface Ended {
  /** False when it served and was stopped since, or was killed. */
  readonly failed: boolean;
  readonly written: string;
}

const LOG_BYTES = 4 * 1024 * 1024;

/** Starts the server in a session of its own: neither Ctrl-C nor the bot's death reaches it. */
export async function launch(server: Server, bin: string): Promise<Launched> {
  const { places, user } = server;
  const size = (await ifThere(stat(places.log)))?.size ?? 0;
  if (size > LOG_BYTES) await ifThere(rename(places.log, `${places.log}.1`));
  const log = await open(places.log, 'a+', 0o600);
  const from = (await log.stat()).size;
  const child = spawn(join(bin, 'postgres'), ['-D', places.cluster, ...settings(server)], {
    cwd: places.root,
    detached: true,
    env: { PATH: '/usr/bin:/bin', HOME: '/', LC_ALL: 'C', TZ: 'UTC' },
    stdio: ['ignore', log.fd, log.fd],
    ...(isRoot && { uid: user.uid, gid: user.gid }),
  });
  child.unref();
  const ended = once(child, 'exit').then(
    async ([code]) => {
      const { bytesRead, buffer } = await log.read(Buffer.alloc(64 * 1024), 0, 64 * 1024, from);
      const written = ownLines(buffer.toString('utf8', 0, bytesRead), child.pid);
      return { failed: code !== 0 && code !== null, written };
    },
    (error: unknown) => ({ failed: true, written: String(error) }),
  );
  void ended.finally(() => log.close()).catch(() => {});
  return { pid: child.pid, ended };
}

/**
 * No TCP, no rules of access but ours, no process that a small database does not need. What keeps the data
 * safe (fsync, synchronous_commit, full_page_writes) is never named here: the defaults are on.
 */
function settings({ places }: Server): string[] {
  const values = {
    listen_addresses: '',
    unix_socket_directories: `"${places.socket.replaceAll('"', '""')}"`,
    unix_socket_permissions: '0700',
    hba_file: places.access,
    ident_file: places.users,
    max_connections: '300',
    io_method: 'sync',
    max_logical_replication_workers: '0',
    jit: 'off',
    log_checkpoints: 'off',
    log_line_prefix: '%m [%p] ',
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** Several processes may start a server at once and write to the one log. */
function ownLines(text: string, pid: number | undefined): string {
  const foreign = /^\S+ \S+ \S+ \[(\d+)\] /;
  const own = text.split('\n').filter((line) => {
    const writer = foreign.exec(line)?.[1];
    return writer === undefined || writer === String(pid);
  });
  return own.join('\n');
}
