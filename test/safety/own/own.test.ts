import { describe, expect, it } from 'vitest';
import { BotError } from '../../../src/errors.ts';
import type { GuestInterface } from '../../../src/hypervisor/guest.ts';
import type { Hypervisor, Machine } from '../../../src/hypervisor.ts';
import { createOwn, type OwnParts } from '../../../src/safety/own/own.ts';
import type { Traces } from '../../../src/safety/own/traces.ts';
import { machine, site } from '../../fixtures/machines.ts';

const { signal } = new AbortController();
const uuid = 'c7713929-deff-4d97-a6a3-a41ab2ed592a';
const mine: Traces = {
  uuid: 'c7713929deff4d97a6a3a41ab2ed592a',
  machineId: '2f1d5c3e8b9a4c7d9e0f1a2b3c4d5e6f',
  nics: [{ mac: '52:54:00:00:00:05', addresses: ['10.0.0.5', 'fe80::5'] }],
};
const nameless: Traces = { nics: mine.nics };

/** A world in which this is what the guest of each machine says of its network. */
function own(parts: Partial<OwnParts>, inside: Record<string, readonly GuestInterface[]> = {}) {
  let asked = 0;
  const guest = {
    async addresses({ name }: Machine) {
      asked += 1;
      return inside[name] ?? Promise.reject(new BotError('unreachable', 'no agent'));
    },
  };
  const hypervisor = { ...site('kvm'), guest } as unknown as Hypervisor;
  const current = async (ref: { name: string }) => ({
    machine: machine(ref),
    hypervisor,
    label: ref.name,
  });
  const made = createOwn({
    config: {},
    traces: mine,
    fleet: { current },
    ...parts,
  });
  return { ...made, asked: () => asked };
}

const eth = (address: string, mac = '52:54:00:00:00:09'): GuestInterface => ({
  name: 'eth0',
  mac,
  addresses: [`${address}/24`],
});

describe('the machine the bot runs on', () => {
  it('has its SMBIOS UUID, however that is written, and its PostgreSQL runs there too', () => {
    const { known } = own({});
    expect(known(machine({ id: uuid }))).toEqual(['bot', 'database']);
    expect(known(machine({ id: '101', birth: uuid.toUpperCase() }))).toEqual(['bot', 'database']);
    expect(known(machine())).toEqual([]);
  });

  it('is the configured one and no other, where one is configured', () => {
    const { known } = own({ config: { machine: 'kvm/web/1' } });
    expect(known(machine({ name: 'web/1' }))).toEqual(['bot', 'database']);
    expect(known(machine({ site: 'vbox', name: 'web/1' }))).toEqual([]);
    expect(known(machine({ id: uuid }))).toEqual([]);
  });

  it('is found by a network card of its own, where no UUID can be read', async () => {
    const { find, known } = own(
      { traces: nameless },
      { bot: [eth('10.0.0.5', '52:54:00:00:00:05')], twin: [eth('10.0.0.5')], other: [] },
    );
    const bot = machine({ name: 'bot' });
    expect(known(bot)).toEqual([]);
    expect(await find(bot, signal)).toEqual(['bot', 'database']);
    expect(known(bot)).toEqual(['bot', 'database']);
    // The same address behind another card is another machine, as with bridges of containers.
    expect(await find(machine({ name: 'twin' }), signal)).toEqual([]);
    expect(await find(machine({ name: 'silent' }), signal)).toEqual([]);
  });

  it('asks a guest that told again after a minute, and a silent one each time', async () => {
    let time = 0;
    const { find, asked, isOpen } = own(
      { traces: nameless, now: () => time },
      { web: [eth('10.0.0.8')] },
    );
    const [web, silent] = [machine({ id: '1', name: 'web' }), machine({ id: '2', name: 'silent' })];
    for (const one of [web, web, web, silent, silent]) await find(one, signal);
    expect(asked()).toBe(3);
    expect([isOpen(web), isOpen(silent)]).toEqual([false, true]);
    time = 60_001;
    expect(isOpen(web)).toBe(true);
    await find(web, signal);
    expect(asked()).toBe(4);
  });

  it('asks no guest where UUIDs tell', async () => {
    const { find, asked } = own({});
    await find(machine({ name: 'bot' }), signal);
    expect(asked()).toBe(0);
  });
});

describe('the machine its PostgreSQL runs on', () => {
  const elsewhere = { databaseAddresses: async () => ['10.0.0.9'] };

  it('is found by the address of the server', async () => {
    const { find, known } = own(elsewhere, { db: [eth('10.0.0.9')], web: [eth('10.0.0.8')] });
    expect(await find(machine({ name: 'db' }), signal)).toEqual(['database']);
    expect(await find(machine({ name: 'web' }), signal)).toEqual([]);
    expect(known(machine({ id: uuid }))).toEqual(['bot']);
  });

  it.each([[['127.0.0.1']], [['::1']], [['::ffff:10.0.0.5']], [[]]])(
    'is the bot’s own with the address %j',
    async (addresses) => {
      const { find } = own({ databaseAddresses: async () => addresses });
      expect(await find(machine({ id: uuid }), signal)).toEqual(['bot', 'database']);
    },
  );

  it('is asked for again when the database did not answer', async () => {
    const answers = [Promise.reject(new Error('down')), Promise.reject(new Error('down'))];
    for (const answer of answers) answer.catch(() => {});
    const { find } = own(
      { databaseAddresses: () => answers.shift() ?? Promise.resolve(['10.0.0.9']) },
      { db: [eth('10.0.0.9')] },
    );
    const db = machine({ name: 'db' });
    expect(await find(db, signal)).toEqual([]);
    expect(await find(db, signal)).toEqual(['database']);
  });

  it('is the configured one', async () => {
    const { find, known } = own(
      { ...elsewhere, config: { database: 'kvm/db1' } },
      { db: [eth('10.0.0.9')] },
    );
    expect(known(machine({ name: 'db1' }))).toEqual(['database']);
    expect(await find(machine({ name: 'db' }), signal)).toEqual([]);
  });

  it('stays found when its guest is silent later', async () => {
    const inside: Record<string, GuestInterface[]> = { db: [eth('10.0.0.9')] };
    const { find } = own(elsewhere, inside);
    const db = machine({ name: 'db' });
    expect(await find(db, signal)).toEqual(['database']);
    delete inside['db'];
    expect(await find(db, signal)).toEqual(['database']);
  });
});

it('a host is the bot’s by its machine id or its board’s UUID', () => {
  const { host } = own({});
  expect(host({ site: 'kvm', name: 'h1', machineId: uuid })).toEqual(['bot', 'database']);
  expect(host({ site: 'kvm', name: 'h1', machineId: `${mine.machineId}` })).toEqual([
    'bot',
    'database',
  ]);
  expect(host({ site: 'kvm', name: 'h1' })).toEqual([]);
});
