import { expect, onTestFinished } from 'vitest';
import { commands } from '../../commands/index.ts';
import type { People, Person } from '../../src/access/people.ts';
import type { Policy } from '../../src/access/policy.ts';
import { createApprovals, type Rights } from '../../src/approvals/approvals.ts';
import { type ApprovalRule, plainRule } from '../../src/approvals/rules.ts';
import type { Card } from '../../src/card.ts';
import type { Actor, Place } from '../../src/chat.ts';
import { BotError } from '../../src/errors.ts';
import { done, type Hypervisor, type Machine } from '../../src/hypervisor.ts';
import { defaultInventory } from '../../src/inventory/shelf.ts';
import { createInventory } from '../../src/inventory.ts';
import { operationKinds } from '../../src/operations/index.ts';
import { contextFor } from '../../src/router/context.ts';
import { homeCard } from '../../src/summary/home-card.ts';
import { desk, type Line, type Said } from '../fixtures/desk.ts';
import { machine, site } from '../fixtures/machines.ts';
import { leave, type Replica, replica } from '../fixtures/replicas.ts';
import { type World, world } from '../fixtures/stores.ts';

const on = (platform: string, id: string, name = id): Actor => ({ platform, id, name });

/** Anna in both chats, with an account more that nobody linked; ben and chandra; and one whom nobody knows. */
export const actors = {
  anna: on('pigeon', 'P1', 'anna'),
  annaElsewhere: on('raven', 'R1', 'anna'),
  annaUnlinked: on('raven', 'R7', 'anna2'),
  ben: on('pigeon', 'P2', 'ben'),
  chandra: on('raven', 'R3', 'chandra'),
  stranger: on('pigeon', 'P9', 'eve'),
};

const linked: readonly Person[] = [
  { id: 'anna', name: 'Anna', identities: [actors.anna, actors.annaElsewhere] },
  { id: 'ben', name: 'Ben', identities: [actors.ben] },
  { id: 'chandra', name: 'Chandra', identities: [actors.chandra] },
];

const people: People = {
  all: () => linked,
  of: ({ platform, id }) =>
    linked.find(({ identities }) =>
      identities.some((one) => one.platform === platform && one.id === id),
    ),
};

const place = { platform: 'pigeon', channel: 'ops', durable: true };
export const rule: ApprovalRule = {
  ...plainRule,
  for: ['vm.power'],
  machines: 'tag:prod',
  post: ['pigeon:approvals'],
};

export interface Scene {
  /** What the site says there is; a test changes it behind everybody's back. */
  readonly machines: Machine[];
  readonly rules: ApprovalRule[];
  /** Rights that were taken away, as `ben approval.give`. */
  readonly without: Set<string>;
  /** Roles that were given, as `P2 on-call`. */
  readonly roles: Set<string>;
  /** The site does not answer. */
  fails: boolean;
  /** The machines whose power was cut, by their ids. */
  readonly stopped: readonly string[];
  readonly replicas: readonly Replica[];
  /** Says a line to one of the replicas. */
  say(line: string, more?: Line & { readonly on?: number }): Promise<Said>;
  /** Asks for the stop of web-1 and confirms its preview: gives the number of the request. */
  request(by?: Actor, line?: string): Promise<number>;
  outbox(): Promise<readonly SaidRow[]>;
  audit(): Promise<readonly AuditedRow[]>;
  /** The page of the app that only this person sees. */
  home(actor: Actor): Promise<Card>;
  // biome-ignore lint/suspicious/noExplicitAny: rows as the database gives them.
  query(text: string): Promise<any[]>;
}

interface SaidRow {
  readonly topic: string | null;
  readonly nonce: string;
  readonly edits: boolean;
  readonly calls: string | null;
  readonly place: Place;
  readonly card: Card;
}

interface AuditedRow {
  readonly event: string;
  readonly actor: Actor;
  readonly operation: number | null;
  readonly detail: string | null;
}

/** Two replicas of the bot on one database, and the rights of four people. */
export async function openScene(): Promise<Scene> {
  const db: World = await world();
  const stopped: string[] = [];
  const machines = [
    machine({ name: 'web-1', id: '101', birth: 'b1', host: 'pve1', tags: ['prod'] }),
    machine({ name: 'lab-1', id: '102', birth: 'b2', host: 'pve1' }),
  ];
  const rules = [rule];
  const without = new Set<string>();
  const roles = new Set<string>();
  const rights: Rights & Policy = {
    may: ({ actor, local }, needs) =>
      local === true || (actor?.id !== actors.stranger.id && !without.has(`${actor?.id} ${needs}`)),
    holds: ({ actor }, role) => roles.has(`${actor?.id} ${role}`),
  };
  const opened = [await open(), await open()];
  const replicas = opened.map(({ one }) => one);
  onTestFinished(async () => {
    await leave(replicas);
    await db.dispose();
  });
  const [first] = replicas;
  const query = async (text: string) => (await first?.database.pool.query(text))?.rows ?? [];
  const scene: Scene = {
    ...{ machines, rules, without, roles, stopped, replicas, query, fails: false },
    async say(line, { on: at = 0, ...more } = {}) {
      const say = opened[at]?.say ?? expect.unreachable();
      return say(line, { place, local: false, actor: actors.anna, ...more });
    },
    async request(by = actors.anna, line = 'vm stop web-1') {
      const asked = await scene.say(line, { actor: by });
      const confirms = asked.cards[0]?.actions?.[0]?.confirms ?? expect.fail(titleOf(asked));
      const made = await scene.say(line, { actor: by, confirms });
      return made.handled.approval ?? expect.fail(titleOf(made));
    },
    home: async (actor) => homeCard(opened[0]?.context(actor) ?? expect.unreachable()),
    outbox: () => query('select topic, nonce, edits, calls, place, card from outbox order by id'),
    audit: () => query('select event, actor, operation, detail from audit order by id'),
  };
  return scene;

  async function open() {
    const kvm: Hypervisor = {
      ...site('kvm'),
      async machines() {
        if (scene.fails) throw new BotError('unreachable', 'kvm does not answer');
        return machines;
      },
      power: async ({ id }) => {
        stopped.push(id);
        return done;
      },
    };
    const fleet = createInventory([kvm], { ...defaultInventory, freshMs: 0 });
    const one = await replica(db, { kinds: operationKinds, fleet });
    const records = one.store.approvals;
    const platforms: string[] = [];
    const approvals = createApprovals({ records, rules: () => rules, people, rights, platforms });
    const tasks = {
      ...{ list: one.store.listTasks, show: one.store.showTask, targets: one.store.targets },
      ...{ cancel: one.store.cancel, settle: () => expect.unreachable() },
    };
    const seat = { approvals, policy: rights, fleet, commands, tasks };
    const context = (actor: Actor) =>
      contextFor(
        seat,
        { actor, place: { ...place, channel: actor.id } },
        AbortSignal.timeout(60_000),
      );
    return { one, context, say: desk(one, commands, { approvals, policy: rights, fleet }) };
  }
}

export function titleOf({ cards }: Said): string | undefined {
  return cards[0]?.title;
}

/** The one request still waits, and nothing was started. */
export async function nothingBegan(scene: Scene): Promise<void> {
  expect(scene.stopped).toEqual([]);
  expect(await scene.query('select id from operations')).toEqual([]);
  expect(await scene.query("select id from approvals where state = 'waiting'")).toHaveLength(1);
}
