import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { demo } from '../../adapters/hypervisor/demo/index.ts';
import { commands } from '../../commands/index.ts';
import { type App, openApp } from '../../src/app.ts';
import type { Card } from '../../src/card.ts';
import { silent } from '../../src/log.ts';
import { operationKinds } from '../../src/operations/index.ts';
import { type TemporaryDatabase, temporaryDatabase } from '../store/database.ts';

let database: TemporaryDatabase;
let directory: string;
beforeEach(async () => {
  database = await temporaryDatabase();
  directory = await mkdtemp(join(tmpdir(), 'nakhoda-policy-'));
});
afterEach(async () => {
  await database.dispose();
  await rm(directory, { recursive: true, force: true });
});

const [oldHash, newHash] = ['a'.repeat(64), 'b'.repeat(64)];
const warnings: string[] = [];
const log = { ...silent, warn: (_: object, text: string) => void warnings.push(text) };

async function replica(hash: string | (() => string)): Promise<App> {
  const config = demo.Config.parse({ speed: 0.01, failures: false });
  const site = await demo.create(config, { name: 'campus', dataDirectory: directory, log });
  const app = await openApp({
    hypervisors: [site],
    commands,
    kinds: operationKinds,
    chats: [],
    connection: await database.open(),
    client: false,
    log,
    policyHash: typeof hash === 'string' ? () => hash : hash,
    version: '1.2.3',
  });
  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= app.close();
    return closed;
  };
  onTestFinished(close);
  return { ...app, close };
}

const actor = { platform: 'terminal', id: 'tester', name: 'tester' };

/** As the OS user types it, or as a chat over a network brings it. */
async function type(app: App, line: string, arrival?: string) {
  const cards: Card[] = [];
  const handled = await app.bot.handle({
    actor,
    local: true,
    place: { platform: 'terminal', channel: 'test' },
    line,
    ...(arrival !== undefined && { arrival }),
    reply: {
      defer: async () => {},
      answer: async (card) => void cards.push(card),
      ask: async () => {},
    },
  });
  return { ...handled, cards };
}

describe('a replica whose policy is not the one in force', () => {
  it('takes nothing new and says both hashes, until it has loaded the same', async () => {
    warnings.splice(0);
    let loaded = oldHash;
    const [old, fresh] = [await replica(() => loaded), await replica(newHash)];
    await expect.poll(() => old.replica?.stance.trouble(), { timeout: 5_000 }).toBeDefined();
    const trouble = old.replica?.stance.trouble() ?? '';
    expect(trouble).toMatch(/has policy aaaaaaaaaaaa, in force is bbbbbbbbbbbb from /);
    expect(warnings).toContain(trouble);

    const refused = await type(old, 'vm list');
    expect(refused).toMatchObject({ outcome: 'refused', cards: [{ title: trouble }] });
    const { operation = 0 } = await type(fresh, 'snapshot create web-1 before');
    await fresh.bot.follow(operation, { signal: AbortSignal.timeout(20_000) });
    const [listed] = (await type(fresh, 'replica list')).cards;
    expect(JSON.stringify(listed)).toContain('takes nothing new');

    loaded = newHash;
    await expect.poll(() => old.replica?.stance.trouble(), { timeout: 10_000 }).toBeUndefined();
    expect(await type(old, 'vm list')).toMatchObject({ outcome: 'answered' });
  });

  it('leaves a line from a chat to one that has it, and refuses it where nobody has', async () => {
    const old = await replica(oldHash);
    const other = await replica(newHash);
    const trouble = () => old.replica?.stance.trouble();
    await expect.poll(trouble, { timeout: 5_000 }).toBeDefined();
    const arrival = { key: 'test:Ev1', platform: 'test', event: { line: 'vm list' } };
    expect(await old.bot.receive(arrival)).toBe(true);
    expect(await type(old, 'vm list', arrival.key)).toEqual({ outcome: 'refused', cards: [] });
    expect(await old.bot.leftBehind('test')).toEqual([]);
    expect(await other.bot.leftBehind('test')).toEqual([arrival]);
    expect(await type(other, 'vm list', arrival.key)).toMatchObject({ outcome: 'answered' });

    const home = await old.bot.home({ actor, place: { platform: 'test', channel: 'home' } });
    expect(home.title).toBe(trouble());

    await other.close();
    await expect.poll(() => old.replica?.stance.elsewhere(), { timeout: 10_000 }).toBe(false);
    const late = { ...arrival, key: 'test:Ev2' };
    await old.bot.receive(late);
    expect(await type(old, 'vm list', late.key)).toMatchObject({ cards: [{ title: trouble() }] });
  });

  it('leaves its operations to those that have it', async () => {
    const [old, fresh] = [await replica(oldHash), await replica(newHash)];
    await expect.poll(() => old.replica?.stance.trouble(), { timeout: 5_000 }).toBeDefined();
    expect(old.replica?.reach.takes()).toEqual([]);
    expect(fresh.replica?.reach.takes()).toEqual(['campus']);
  });
});
