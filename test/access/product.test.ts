import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type House, openHouse } from './house.ts';

// Each asks a dozen lines of two chats.
vi.setConfig({ testTimeout: 90_000 });

const base = 'access:\n  people: { anna: { slack: UANNA, discord: "190000000000000001" } }\n';
let house: House;
beforeAll(async () => {
  house = await openHouse(base);
}, 120_000);
afterAll(() => house?.close());

/** What each role may, of what is tried. */
const roles = [
  ['viewer', ['vm.read']],
  ['operator', ['vm.read', 'vm.power']],
  ['admin', ['vm.read', 'vm.power', 'access.read']],
  ['presser', ['vm.power']],
] as const;

/** What each selector is about, of the machines there are. */
const selectors = [
  ['everything', ['lab-anna', 'web-1', 'db-1']],
  ['site:kvm', ['lab-anna', 'web-1']],
  ['host:pve1', ['lab-anna']],
  ['tag:prod', ['web-1']],
  ['pool:lab', ['lab-anna']],
  ['name:*-1', ['web-1', 'db-1']],
  ['owner:{person}', ['lab-anna']],
  ['tag:prod,site:vbox', []],
] as const;

/** Each with the right it needs; a plan is shown and not confirmed. */
const lines = [
  ['vm show db-1', 'vm.read', 'db-1'],
  ['vm stop web-1', 'vm.power', 'web-1'],
  ['vm stop lab-anna', 'vm.power', 'lab-anna'],
  ['access list', 'access.read', undefined],
] as const;

const product = roles.flatMap(([role, rights]) =>
  selectors.map(([on, covered]) => ({ role, rights, on, covered })),
);
type Cell = (typeof product)[number];

function rulesOf({ role, on }: Cell): string {
  const selector = on === 'everything' ? '' : `, on: ["${on}"]`;
  return `${base}  roles: { presser: [vm.power] }
  bindings: [{ role: ${role}, people: [anna]${selector}, in: { slack: [C0LAB], discord: ["$lab"] } }]`;
}

function may({ rights, on, covered }: Cell, right: string, machine: string | undefined): boolean {
  const given: readonly string[] = rights;
  const names: readonly string[] = covered;
  const about = machine === undefined ? on === 'everything' : names.includes(machine);
  return given.includes(right) && about;
}

const refused = /You do not have the right|There is no one machine/;

test.each(product)('$role on $on, in one channel of each chat', async (cell) => {
  house.use(rulesOf(cell));
  const inEach = (channel: 'ops' | 'lab', line: string) =>
    Promise.all(
      (['slack', 'discord'] as const).map((chat) => house.say(chat, 'anna', channel, line)),
    );
  for (const [line, right, machine] of lines) {
    const told = await inEach('lab', line);
    const allowed = may(cell, right, machine);
    expect(
      told.map((text) => !refused.test(text)),
      `${line}: ${told.join('\n')}`,
    ).toEqual([allowed, allowed]);
    if (allowed) for (const text of told) expect(text).toContain(machine ?? 'access.bindings[0]');
  }
  if (cell.on !== 'everything') return;
  const elsewhere = await inEach('ops', 'vm stop lab-anna');
  expect(elsewhere.map((text) => refused.test(text))).toEqual([true, true]);
});
