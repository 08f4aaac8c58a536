import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { commands } from '../../commands/index.ts';
import { type OpenAccess, openAccess } from '../../src/access/access.ts';
import { createAlerting } from '../../src/alerts/alerting.ts';
import { readAlerts } from '../../src/alerts/section.ts';
import { alertDesk } from '../../src/app/alert-desk.ts';
import type { Card } from '../../src/card.ts';
import type { Actor } from '../../src/chat.ts';
import { silent } from '../../src/log.ts';
import { fileOf } from '../access/rules.ts';
import { desk, type Line } from '../fixtures/desk.ts';
import { leave, type Replica, replica, workshop } from '../fixtures/replicas.ts';
import { type World, world } from '../fixtures/stores.ts';

/** Anna has the turn in lab, citra that in net, for a week from yesterday on. */
const from = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
const rota = (...people: readonly string[]) => ({
  ...{ people, every: '1w', from: `${from} 00:00`, zone: 'UTC' },
});
const access = {
  people: {
    anna: { name: 'Anna', slack: 'U1' },
    budi: { name: 'Budi', slack: 'U2', discord: '22' },
    citra: { name: 'Citra', slack: 'U3' },
    dewi: { name: 'Dewi', slack: 'U4' },
    mute: { name: 'Mute' },
  },
  onCall: { lab: rota('anna', 'budi'), net: rota('citra', 'budi') },
  bindings: [
    { role: 'operator', people: ['anna', 'budi', 'citra'] },
    { role: 'viewer', people: ['dewi'] },
    { role: 'admin', people: ['mute'] },
  ],
};
const routes = [
  { to: ['slack:C1', 'slack:C2'], mention: 'onCall:lab' },
  { to: 'slack:C3', escalate: [{ after: '10m', to: 'slack:C4', mention: 'onCall:lab' }] },
  { to: 'slack:C5', mention: 'onCall:net' },
];

const person = (id: string, platform = 'slack'): Actor => ({ platform, id, name: id });
export const [anna, budi, citra, dewi] = ['U1', 'U2', 'U3', 'U4'].map((id) => person(id)) as [
  ...[Actor, Actor, Actor, Actor],
];
/** Whoever runs the bot; the file does not name them. */
export const root = person('root', 'terminal');

export interface OnCallBench {
  readonly world: World;
  readonly one: Replica;
  readonly access: OpenAccess;
  /** What a line is answered, typed in slack:C1. */
  say(line: string, by: Actor, more?: Line): Promise<Card>;
  query(text: string): Promise<Record<string, unknown>[]>;
  /** Whose turn it is in lab. */
  onCall(): ReturnType<ReturnType<OpenAccess['book']>['onCall']['turn']>;
}

/** Who was told directly, and what; whom no chat can tell. */
export const told: { readonly person: string; readonly title: string }[] = [];
export const deaf = new Set<string>();

/** The rules of these tests, as another process has them. */
export const rules = () => ({ access: fileOf(JSON.stringify({ access })) });

/** A rota over a real store, in which each test begins with the file alone. */
export function keepRota(): () => OnCallBench {
  let bench: OnCallBench | undefined;
  const open = () => bench ?? expect.unreachable();
  beforeAll(async () => {
    bench = await openBench();
  });
  afterAll(async () => {
    await open().access.close();
    await leave([open().one]);
    await open().world.dispose();
  });
  beforeEach(async () => {
    told.length = 0;
    deaf.clear();
    for (const table of ['stand_ins', 'outbox']) await open().query(`delete from ${table}`);
    // What was changed behind its back is read with the next change.
    await open().access.refuse(person('nobody'), anna);
  });
  return open;
}

async function openBench(): Promise<OnCallBench> {
  const db = await world();
  const one = await replica(db, { kinds: workshop().kinds });
  const book = await openAccess({
    ...{ records: one.store.access, log: silent, rules: rules() },
    async tell({ platform, id }, { title }) {
      if (deaf.has(`${platform}:${id}`)) return false;
      return told.push({ person: `${platform}:${id}`, title }) > 0;
    },
  });
  const { alerts: settings, problems } = readAlerts({ access, alerts: { routes } });
  expect(problems).toEqual([]);
  const alerts = alertDesk({ store: one.store, alerting: createAlerting(settings), access: book });
  const ask = desk(one, commands, { policy: book, access: book, alerts });
  const place = { platform: 'slack', channel: 'C1', durable: true };
  return {
    ...{ world: db, one, access: book },
    async say(line, actor, more = {}) {
      const { cards } = await ask(line, { local: false, place, actor, ...more });
      return cards.at(-1) ?? expect.unreachable();
    },
    query: async (text) => (await one.database.pool.query(text)).rows,
    onCall: () => book.book().onCall.turn('lab', Date.now()),
  };
}
