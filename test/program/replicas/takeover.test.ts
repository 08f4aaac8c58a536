import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Fleet, openFleet, slackPerson } from './fleet.ts';
import type { ReplicaProcess } from './process.ts';
import { rowsOf } from './stream.ts';

let fleet: Fleet;
const replicas: ReplicaProcess[] = [];
beforeAll(async () => {
  // Slow enough that a snapshot outlasts its replica.
  fleet = await openFleet({ speed: 3 });
  for (let count = 0; count < 3; count += 1) replicas.push(await fleet.start());
}, 300_000);
afterAll(() => fleet.close());

async function query<T extends object>(text: string): Promise<T | undefined> {
  const { rows } = await fleet.database.pool.query<T>(text);
  return rows[0];
}

const holder = async (seat: string) =>
  (
    await query<{ pid: number }>(
      `select pid from leases join replicas on replicas.id = leases.holder
       where name = '${seat}' and until > now()`,
    )
  )?.pid;

async function kill(pid: number | undefined): Promise<void> {
  const found = replicas.find((one) => one.pid() === pid);
  expect(found, `process ${pid}`).toBeDefined();
  found?.kill('SIGKILL');
}

describe('when the replica is killed that', () => {
  it('carries out an operation, another goes on with it within 15 s', {
    timeout: 90_000,
  }, async () => {
    await fleet.slack.person(slackPerson).slash('C0PS', '/nakhoda', 'snapshot create web-1 before');
    const owner = async () =>
      (
        await query<{ pid: number }>(
          'select pid from operations join replicas on replicas.id = owner',
        )
      )?.pid;
    await expect.poll(owner, { timeout: 20_000 }).toBeDefined();
    const first = await owner();
    await kill(first);
    const next = async () => {
      const [row] = await rowsOf(fleet);
      return (row?.epoch ?? 0) > 1;
    };
    await expect.poll(next, { timeout: 15_000, interval: 100 }).toBe(true);
    await replicas.find((one) => one.pid() === first)?.again();
    const state = async () => (await rowsOf(fleet))[0]?.state;
    await expect.poll(state, { timeout: 40_000 }).toBe('done');
  });

  it.each(['gateway:discord', 'poll:campus', 'boards:slack'])(
    'has the seat %s, another has it within 6 s',
    { timeout: 240_000 },
    async (seat) => {
      await expect.poll(() => holder(seat), { timeout: 20_000 }).toBeDefined();
      const first = await holder(seat);
      await kill(first);
      const other = async () => {
        const now = await holder(seat);
        return now !== undefined && now !== first;
      };
      await expect.poll(other, { timeout: 6_000, interval: 50 }).toBe(true);
      await replicas.find((one) => one.pid() === first)?.again();
    },
  );

  it('holds the gateway, lines on Discord are heard again', { timeout: 60_000 }, async () => {
    await expect.poll(() => fleet.discord.connected(), { timeout: 10_000 }).toBe(1);
    await fleet.discord.person('anna').slash('ops', 'nakhoda do', { line: 'fleet' });
    const seen = () => fleet.discord.person('anna').seen('ops');
    await expect.poll(seen, { timeout: 15_000 }).toContain('machines running');
  });
});
