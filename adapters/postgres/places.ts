import { createHash } from 'node:crypto';
import { join } from 'node:path';

/** Where the embedded server's things stand, all below `postgres/` in the data directory. */
export interface Places {
  /** Belongs to the bot. */
  readonly root: string;
  /** The cluster; it belongs to the server's user. */
  readonly cluster: string;
  readonly access: string;
  readonly users: string;
  readonly log: string;
  /** The directory of the unix socket. */
  readonly socket: string;
}

/** `sun_path` with its closing zero: unix(7) on Linux, sys/un.h on macOS. */
const MAX_SOCKET_PATH = process.platform === 'darwin' ? 103 : 107;

export const PORT = 5432;

export function places(dataDirectory: string): Places {
  const root = join(dataDirectory, 'postgres');
  return {
    root,
    cluster: join(root, 'data'),
    access: join(root, 'pg_hba.conf'),
    users: join(root, 'pg_ident.conf'),
    log: join(root, 'server.log'),
    socket: socketDirectory(root),
  };
}

/**
 * Inside the data directory where the path is short enough: every process that sees the data then sees the
 * socket too, whatever its /tmp. Else in /tmp, under a name every process works out alike.
 */
function socketDirectory(root: string): string {
  const inside = join(root, 'socket');
  if (Buffer.byteLength(socketPath(inside)) <= MAX_SOCKET_PATH) return inside;
  const digest = createHash('sha256').update(root).digest('hex').slice(0, 16);
  return `/tmp/nakhoda-${process.geteuid?.()}-${digest}`;
}

export function socketPath(directory: string): string {
  return join(directory, `.s.PGSQL.${PORT}`);
}
