import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { silent } from '../../src/log.ts';
import { openSeats, type Seats } from '../../src/replicas/seats.ts';
import { drop, type Member, type World, world } from '../fixtures/stores.ts';

let db: World;
beforeEach(async () => {
  db = await world();
});
afterEach(() => db.dispose());

interface Sitter extends Member {
  readonly seats: Seats;
  /** From now on it asks for a seat only right after it heard that one was let go: what it would ask in time is lost. */
  onlyHears(): void;
}

/** When somebody had the seat, in the order of the beginnings. */
const turns: { readonly by: number; readonly from: number; to?: number }[] = [];

async function sitter(): Promise<Sitter> {
  const member = await db.join();
  const { seats: ask, release, released } = member.store.replicas;
  let [isDeaf, heard] = [false, false];
  const seats = await openSeats({
    ask(question) {
      const isLost = isDeaf && !heard && question.held.length === 0;
      heard = false;
      return isLost ? Promise.resolve({ mine: [] }) : ask(question);
    },
    release,
    released: (ring) =>
      released(() => {
        heard = true;
        ring();
      }),
    log: silent,
  });
  onTestFinished(() => seats.stop());
  return {
    ...member,
    seats,
    onlyHears() {
      isDeaf = true;
    },
  };
}

function want({ store, seats }: Sitter, name = 'poll:kvm') {
  return seats.want(name, async ({ signal }) => {
    const turn: (typeof turns)[number] = { by: store.me, from: performance.now() };
    turns.push(turn);
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    turn.to = performance.now();
  });
}

const patience = { timeout: 20_000, interval: 20 };
const sitting = () => turns.filter(({ to }) => to === undefined).map(({ by }) => by);

describe('a seat', () => {
  beforeEach(() => void turns.splice(0));

  it('is one process’s of three, and the next one’s as soon as it is let go', async () => {
    const three = [await sitter(), await sitter(), await sitter()];
    const wanted = three.map((one) => ({ id: one.store.me, seat: want(one) }));
    await expect.poll(sitting, patience).toHaveLength(1);
    const [first] = sitting();
    expect(wanted.filter(({ seat }) => seat.holds()).map(({ id }) => id)).toEqual([first]);
    for (const one of three) one.onlyHears();
    await wanted.find(({ id }) => id === first)?.seat.leave();
    await expect.poll(sitting, patience).toHaveLength(1);
    expect(sitting()).not.toEqual([first]);
  });

  it('of a process that reaches the database no more ends there before it begins elsewhere', async () => {
    const [gone, next] = [await sitter(), await sitter()];
    want(gone);
    await expect.poll(sitting, patience).toEqual([gone.store.me]);
    want(next);
    await drop(gone);
    await expect.poll(() => turns.length, patience).toBe(2);
    const [first, second] = turns;
    expect(first?.to).toBeLessThan(second?.from ?? 0);
  });

  it('is not taken while nothing new is allowed, and let go where it was', async () => {
    const [idle, next] = [await sitter(), await sitter()];
    const seat = want(idle);
    await expect.poll(() => seat.holds(), patience).toBe(true);
    idle.seats.allow(false);
    want(next);
    await expect.poll(sitting, patience).toEqual([next.store.me]);
    next.seats.allow(false);
    await expect.poll(sitting, patience).toEqual([]);
    idle.seats.allow(true);
    await expect.poll(sitting, patience).toEqual([idle.store.me]);
  });

  it('goes to others first where its work has ended by itself', async () => {
    const [tired, next] = [await sitter(), await sitter()];
    const enough = Promise.withResolvers<void>();
    tired.seats.want('poll:kvm', async () => {
      turns.push({ by: tired.store.me, from: 0, to: 0 });
      await enough.promise;
    });
    await expect.poll(() => turns.length, patience).toBe(1);
    want(next);
    next.onlyHears();
    enough.resolve();
    await expect.poll(sitting, patience).toEqual([next.store.me]);
    expect(turns.map(({ by }) => by)).toEqual([tired.store.me, next.store.me]);
  });
});

const child = fileURLToPath(new URL('sitter.ts', import.meta.url));

it('a process that stood still finds its seat lost before it does anything', async () => {
  turns.splice(0);
  const still = execa(process.execPath, [child, db.url], { reject: false, killSignal: 'SIGKILL' });
  onTestFinished(() => void still.kill('SIGKILL'));
  const acts: number[] = [];
  still.stdout?.on('data', (chunk: Buffer) => {
    acts.push(...String(chunk).trim().split('\n').map(Number));
  });
  await expect.poll(() => acts.length, patience).toBeGreaterThan(3);
  still.kill('SIGSTOP');
  want(await sitter());
  await expect.poll(sitting, patience).toHaveLength(1);
  const began = Date.now();
  still.kill('SIGCONT');
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  expect(acts.filter((at) => at >= began)).toEqual([]);
});
