import { expect, test } from 'vitest';
import type { Access } from '../../src/access/access.ts';
import { noFile, rulebookOf } from '../../src/access/rulebook.ts';
import type { Card } from '../../src/card.ts';
import type { CommandContext } from '../../src/command.ts';
import { createInventory } from '../../src/inventory.ts';
import { homeCard } from '../../src/summary/home-card.ts';
import { machineListCard } from '../../src/summary/machine-list.ts';
import type { TaskInfo } from '../../src/tasks.ts';
import { machine, site } from '../fixtures/machines.ts';
import { anna, ben } from '../fixtures/stores.ts';

const undecided: TaskInfo = {
  id: 7,
  title: 'Snapshot of e1',
  state: 'undecided',
  actor: ben,
  createdAt: 0,
};
const never = () => Promise.reject(new Error('not asked for here'));
const access: Access = {
  may: () => true,
  admins: () => [anna],
  grants: () => [],
  requests: () => [{ person: ben, role: 'viewer', at: 0 }],
  links: () => [],
  standIns: () => [],
  file: () => noFile,
  book: () => rulebookOf({ file: noFile, grants: [], links: [] }),
  trusts: () => false,
  linkCode: never,
  takeLink: never,
  link: never,
  unlink: never,
  grant: never,
  revoke: never,
  refuse: never,
  request: never,
  handOver: never,
  claim: never,
  issueCode: never,
  tell: async () => false,
};

function context(machines: number, more: Partial<CommandContext> = {}): CommandContext {
  const all = Array.from({ length: machines }, (_, at) =>
    machine({
      id: `m${at}`,
      name: `e${at}`,
      host: `kvm-${at % 40}`,
      state: at === 5 ? 'crashed' : 'running',
    }),
  );
  return {
    actor: anna,
    fleet: createInventory([site('kvm', all)]),
    tasks: {
      list: async () => [undecided],
      targets: never,
      show: never,
      cancel: never,
      settle: never,
    },
    commands: [],
    access,
    may: () => true,
    signal: AbortSignal.timeout(10_000),
    now: Date.now,
    ...more,
  };
}

const rowsOf = ({ blocks = [] }: Card) =>
  blocks.flatMap((block) => (block.type === 'table' ? block.rows : []));

test('2,000 machines in a chat are counts by host, then the problems, then filters', async () => {
  const card = await machineListCard(undefined, context(2_000, { brief: true }));
  const rows = rowsOf(card);
  expect(card.title).toBe('2000 machines, 1999 running');
  expect(rows[0]?.slice(0, 2)).toEqual(['kvm-5', '49 of 50']);
  expect(rows.length).toBeLessThan(30);
  expect(JSON.stringify(rows.at(-1))).toContain('e5');
  expect(card.actions?.map(({ command }) => command)).toEqual([
    'vm list state:crashed',
    'vm list host:kvm-5',
    'vm list host:kvm-0',
  ]);
});

test('a terminal has every row of them', async () => {
  expect(rowsOf(await machineListCard(undefined, context(2_000)))).toHaveLength(2_000);
});

test('a home card begins with what waits for this person', async () => {
  const card = await homeCard(context(3));
  expect(card.tone).toBe('warning');
  expect(JSON.stringify(card.blocks?.[0])).toContain('Task 7, Snapshot of e1 (ben)');
  expect(card.actions?.map(({ command }) => command)).toEqual([
    'task show 7',
    'access list',
    'vm list',
  ]);
});

test('whoever has no role sees nothing of the fleet, and who can help', async () => {
  const card = await homeCard(context(3, { may: (one) => one === 'help' }));
  expect(JSON.stringify(card)).not.toMatch(/e1|kvm/);
  expect(card).toMatchObject({
    title: 'You have no role here yet',
    blocks: [{ text: 'anna can grant one.' }],
    actions: [{ command: 'access request' }, { command: 'help' }],
  });
});
