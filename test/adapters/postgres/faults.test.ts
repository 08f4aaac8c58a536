import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { connect, socketTarget } from '../../../adapters/postgres/client.ts';
import { isRoot } from '../../../adapters/postgres/data-directory.ts';
import { MEMBERS } from '../../../adapters/postgres/membership.ts';
import { places } from '../../../adapters/postgres/places.ts';
import { findServerUser } from '../../../adapters/postgres/server-user.ts';
import { openOwn, ownDirectory, removeDirectories, serverPid } from './own-directory.ts';
import { startMember } from './start-member.ts';

let data: string;
let cluster: string;
beforeAll(async () => {
  data = await ownDirectory();
  cluster = join(data, 'postgres/data');
  const database = await openOwn(data);
  await database.pool.query('create table written (number int)');
  await database.close();
});
afterAll(removeDirectories);

async function killServer(): Promise<void> {
  const pid = await serverPid(data);
  if (pid) process.kill(pid, 'SIGKILL');
}

test('a server killed under the bot is started again, recovers, and listening goes on', async () => {
  const database = await openOwn(data);
  await database.pool.query('insert into written values (1)');
  const heard: string[] = [];
  await database.listen('news', (payload) => heard.push(payload));
  const pid = await serverPid(data);
  await killServer();
  await vi.waitFor(
    async () => {
      const { rows } = await database.pool.query('select number from written');
      expect(rows).toEqual([{ number: 1 }]);
      await database.pool.query("notify news, 'again'");
      expect(heard).toContain('again');
    },
    { timeout: 20_000 },
  );
  expect(await serverPid(data)).not.toBe(pid);
  await database.close();
  expect(await serverPid(data)).toBeUndefined();
}, 40_000);

test('server and bot killed together: the next start recovers what was written', async () => {
  const member = startMember(data);
  await member.joined;
  await member.write(2);
  await Promise.all([killServer(), member.kill()]);
  const database = await openOwn(data);
  const { rows } = await database.pool.query('select number from written order by number');
  expect(rows).toEqual([{ number: 1 }, { number: 2 }]);
  await database.close();
});

test('a start lock that names a stranger’s process since a reboot is put away', async () => {
  const user = isRoot ? await findServerUser(cluster) : undefined;
  const stranger = spawn('sleep', ['60'], { cwd: '/', uid: user?.uid, gid: user?.gid });
  await once(stranger, 'spawn');
  const lock = join(cluster, 'postmaster.pid');
  await writeFile(lock, `${stranger.pid}\n${cluster}\n1\n5432\n\n\n\nready   \n`);
  if (user) await chown(lock, user.uid, user.gid);
  const database = await openOwn(data);
  expect(await serverPid(data)).not.toBe(stranger.pid);
  await database.close();
  expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
  stranger.kill();
});

test('a copy of the programs that an older version left is removed by the next start', async () => {
  const old = join(data, 'postgres/server-17.0.0');
  await mkdir(old);
  await (await openOwn(data)).close();
  await expect(stat(old)).rejects.toMatchObject({ code: 'ENOENT' });
});

test('a frozen member keeps the server', async () => {
  const stays = startMember(data);
  await stays.joined;
  process.kill(stays.pid, 'SIGSTOP');
  const database = await openOwn(data);
  await database.close();
  expect(await serverPid(data)).toBeTypeOf('number');
  process.kill(stays.pid, 'SIGCONT');
  expect(await stays.leave()).toBe(0);
  expect(await serverPid(data)).toBeUndefined();
});

test('who comes while the last one is about to stop the server waits for the end of it', async () => {
  const killed = startMember(data);
  await killed.joined;
  await killed.kill();
  const leaver = await connect(socketTarget(places(data).socket));
  await leaver.query('select pg_advisory_lock($1)', [MEMBERS]);
  const opening = openOwn(data);
  expect(await Promise.race([opening, sleep(300, 'waits')])).toBe('waits');
  // It dies before it does it.
  await leaver.end();
  const database = await opening;
  await database.close();
  expect(await serverPid(data)).toBeUndefined();
});

test('the log says when the server started and why it stopped, and is the bot’s alone', async () => {
  const log = join(data, 'postgres/server.log');
  expect(await readFile(log, 'utf8')).toContain('received fast shutdown request');
  expect((await stat(log)).mode & 0o777).toBe(0o600);
});
