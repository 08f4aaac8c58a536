import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { openOwn, ownDirectory, removeDirectories, serverPid } from './own-directory.ts';
import { startMember } from './start-member.ts';

afterAll(removeDirectories);

test('processes that start together make one cluster', async () => {
  const data = await ownDirectory();
  const members = Array.from({ length: 4 }, () => startMember(data));
  await Promise.all(members.map((member) => member.joined));
  const database = await openOwn(data);
  await database.pool.query('create table written (number int)');
  await Promise.all(members.map((member, index) => member.write(index)));
  const { rows } = await database.pool.query('select count(*) as count from written');
  expect(rows).toEqual([{ count: 4 }]);
  await database.close();
  expect(await Promise.all(members.map((member) => member.leave()))).toEqual([0, 0, 0, 0]);
  expect(await serverPid(data)).toBeUndefined();
});

test('20 processes join and leave, some killed, and what was written is there', async () => {
  const data = await ownDirectory();
  const first = await openOwn(data);
  await first.pool.query('create table written (number int primary key)');
  await first.close();
  const committed: number[] = [];

  async function live(number: number): Promise<void> {
    const member = startMember(data);
    // Some are killed while they start, while the server starts for them, or while they write.
    if (number % 5 === 4) {
      await sleep(number * 23);
      return member.kill();
    }
    await member.joined;
    await member.write(number);
    committed.push(number);
    if (number % 3 === 1) return member.kill();
    await member.leave();
  }

  // Four at a time, so that the server is left by its last member and started again in between.
  const numbers = Array.from({ length: 20 }, (_, number) => number).values();
  const queues = Array.from({ length: 4 }, async () => {
    for (const number of numbers) await live(number);
  });
  await Promise.all(queues);

  const last = await openOwn(data);
  const { rows } = await last.pool.query('select number from written');
  const found = rows.map((row) => row.number);
  expect(committed).toHaveLength(16);
  expect(found).toEqual(expect.arrayContaining(committed));
  await last.close();
  expect(await serverPid(data)).toBeUndefined();
}, 120_000);
