import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Card } from '../../src/card.ts';
import { silent } from '../../src/log.ts';
import { welcome } from '../../src/program/welcome.ts';
import type { Store } from '../../src/store/store.ts';
import { createChatAdapter } from '../doubles/chat-adapter.ts';
import { type World, world } from '../fixtures/stores.ts';

let stores: World;
let store: Store;
beforeAll(async () => {
  stores = await world();
  store = (await stores.join()).store;
});
afterAll(async () => {
  await store.close();
  await stores.dispose();
});

/** What a start with these commands says to people, and what it logs. */
async function start(commands: string) {
  const said: string[] = [];
  const told: { readonly person: string; readonly card: Card }[] = [];
  const logged: object[] = [];
  const log = { ...silent, warn: (about: object) => void logged.push(about) };
  const pigeon = createChatAdapter({ registered: () => commands }).adapter;
  const telegraph = createChatAdapter({ platform: 'telegraph', title: 'Telegraph' }).adapter;
  await welcome(store, {
    configured: [pigeon, telegraph].map((adapter) => ({
      adapter,
      settings: undefined,
      audiences: new Map(),
    })),
    services: { commands: [], log },
    log,
    say: (text) => void said.push(text),
    tell: async (person, card) => told.push({ person: person.name, card }) > 0,
  });
  return { said, told, logged };
}

const person = (platform: string, name: string) => ({ platform, id: name, name });

it('a start without an admin says how to become one, and not in the log; with one it says nothing', async () => {
  const { said, told, logged } = await start('a');
  expect(said).toEqual([
    expect.stringMatching(
      /^Nobody is admin yet\. .* in Pigeon or Telegraph, once and within a day:\n {2}claim (?:[2-9A-Z]{4}-?){3}$/,
    ),
  ]);
  expect({ told, logged }).toEqual({ told: [], logged: [] });
  const local = { by: person('terminal', 'root'), evenLast: true };
  await store.access.grant(person('pigeon', 'anna'), 'admin', local);
  await store.access.grant(person('pigeon', 'ben'), 'viewer', local);
  await store.access.grant(person('telegraph', 'citra'), 'admin', local);
  expect(await start('a')).toEqual({ said: [], told: [], logged: [] });
});

it('a version with other commands tells the admins of that platform the exact step, once', async () => {
  const card: Card = {
    title: 'Pigeon does not know the commands of this version yet',
    tone: 'warning',
    blocks: [{ type: 'text', text: 'Run npm start -- deploy pigeon.' }],
  };
  expect(await start('b')).toEqual({
    said: [],
    told: [{ person: 'anna', card }],
    logged: [{ chat: 'pigeon', step: 'Run npm start -- deploy pigeon' }],
  });
  expect(await start('b')).toEqual({ said: [], told: [], logged: [] });
});
