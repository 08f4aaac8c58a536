import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openUrl } from '../../../adapters/postgres/url.ts';
import { freePort } from '../../fixtures/free-port.ts';
import { poolTo } from '../../fixtures/pooler.ts';
import { relayToDatabase } from '../../fixtures/relay.ts';
import { type TemporaryDatabase, temporaryDatabase } from '../../store/database.ts';

let database: TemporaryDatabase;
beforeEach(async () => {
  database = await temporaryDatabase();
});
afterEach(() => database.dispose());

const signal = AbortSignal.timeout(120_000);
const refusal = {
  code: 'unsupported',
  message: 'The database’s address leads to a transaction pooler',
  hint: expect.stringContaining('pool_mode = session'),
};

describe('an address', () => {
  it('of PostgreSQL itself is good, also behind what only passes bytes on', async () => {
    const relay = await relayToDatabase(database.url);
    onTestFinished(() => relay.cut());
    await openUrl(database.url, signal);
    await openUrl(relay.url, signal);
  });

  it('of a pooler that shares one connection among transactions is refused', async () => {
    const { pathname, searchParams } = new URL(database.url);
    const pooler = await poolTo(`${searchParams.get('host')}/.s.PGSQL.${searchParams.get('port')}`);
    onTestFinished(() => pooler.close());
    const url = `postgresql://${searchParams.get('user')}@127.0.0.1:${pooler.port}${pathname}?sslmode=disable`;
    await expect(openUrl(url, signal)).rejects.toMatchObject(refusal);
  });
});

const isInstalled = spawnSync('pgbouncer', ['--version']).status === 0;

/** Debian's, where it is installed; a skip is counted. */
describe.runIf(isInstalled)('the real pgbouncer', () => {
  it.each([
    { mode: 'transaction', size: 1, robin: 0 },
    { mode: 'transaction', size: 20, robin: 0 },
    { mode: 'transaction', size: 20, robin: 1 },
    { mode: 'statement', size: 20, robin: 0 },
  ])('with pool_mode = $mode, $size connections, round robin $robin is refused', async (how) => {
    const url = await bouncer(how);
    await expect(openUrl(url, signal)).rejects.toMatchObject(refusal);
  });

  it('with pool_mode = session is good', async () => {
    const url = await bouncer({ mode: 'session', size: 20, robin: 0 });
    await openUrl(url, signal);
  });
});

function listens(port: number): Promise<boolean> {
  const socket = createConnection(port, '127.0.0.1');
  return new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
  }).finally(() => socket.destroy());
}

interface Mode {
  readonly mode: string;
  readonly size: number;
  readonly robin: number;
}

/** Runs one before the database; gives its address. It refuses to be root, as the server does. */
async function bouncer({ mode, size, robin }: Mode): Promise<string> {
  const { pathname, searchParams } = new URL(database.url);
  const relay = await relayToDatabase(database.url);
  const directory = await mkdtemp(join(tmpdir(), 'nakhoda-pooler-'));
  await chmod(directory, 0o755);
  const port = await freePort();
  const user = searchParams.get('user');
  await writeFile(join(directory, 'users'), `"${user}" ""\n`);
  await writeFile(
    join(directory, 'ini'),
    `[databases]
* = host=127.0.0.1 port=${relay.port} user=${user}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
auth_file = ${join(directory, 'users')}
pool_mode = ${mode}
default_pool_size = ${size}
server_round_robin = ${robin}
ignore_startup_parameters = extra_float_digits
`,
  );
  const root = process.geteuid?.() === 0;
  const child = spawn('pgbouncer', ['-q', join(directory, 'ini')], {
    stdio: 'ignore',
    ...(root && { uid: 65_534, gid: 65_534 }),
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    await relay.cut();
    await rm(directory, { recursive: true, force: true });
  });
  await expect.poll(() => listens(port)).toBe(true);
  return `postgresql://${user}@127.0.0.1:${port}${pathname}?sslmode=disable`;
}
