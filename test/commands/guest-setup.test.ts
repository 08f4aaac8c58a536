import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Action } from '../../src/card.ts';
import { BotError } from '../../src/errors.ts';
import type { GuestWay } from '../../src/guest/ssh/way.ts';
import { createGuestWays, type OpenGuestWays } from '../../src/guest/ways.ts';
import { openStore } from '../../src/store/open.ts';
import type { Store } from '../../src/store/store.ts';
import { type DemoSite, openDemo } from '../adapters/hypervisor/demo/site.ts';
import { type TemporaryDatabase, temporaryDatabase } from '../store/database.ts';
import { type Bench, openBench, textOf } from './bench.ts';

let database: TemporaryDatabase;
let store: Store;
let directory: string;
let ways: OpenGuestWays;
let site: DemoSite;
let bench: Bench;

beforeAll(async () => {
  database = await temporaryDatabase();
  store = await openStore(await database.open(), { sites: ['campus'], client: false });
  directory = await mkdtemp(join(tmpdir(), 'nakhoda-guest-setup-'));
  ways = createGuestWays(store, join(directory, 'keys'));
  site = await openDemo();
  bench = openBench([ways.around(site.hypervisor)], { ways });
});
afterAll(async () => {
  ways.close();
  await site.close();
  await store.close();
  await database.dispose();
  await rm(directory, { recursive: true, force: true });
});

const { signal } = new AbortController();
const refOf = async (name: string) => (await bench.fleet.machine(name, signal)).machine;
const commandsOf = (actions: readonly Action[] | undefined) =>
  actions?.map(({ command }) => command);
/** Nothing listens there, and nobody can. */
const nowhere: GuestWay = {
  user: 'root',
  address: '127.0.0.1',
  port: 1,
  viaHost: false,
  hostKey: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBjSfZwMkwCaRkF5wDjGnwoFHUvE/RLd6MWrYBiRMSTt',
  publicKey: 'ssh-ed25519 AAAA nakhoda',
};

describe('a guest that does not answer', () => {
  it('offers its setup on its card', async () => {
    const card = await bench.card('vm show win-print');
    expect(commandsOf(card.actions)).toContain('guest setup win-print');
    const other = await bench.card('vm show web-1');
    expect(commandsOf(other.actions)).not.toContain('guest setup web-1');
  });

  it.each([
    'guest df win-print',
    'guest top win-print',
    'guest run win-print ver',
    'guest read win-print C:/x',
    'guest write win-print C:/x y',
  ])('%s says how it is set up', async (line) => {
    await expect(bench.type(line)).rejects.toMatchObject({
      code: 'conflict',
      hint: expect.stringContaining('guest setup win-print'),
      choices: ['guest setup win-print'],
    });
  });

  it('offers its setup where a backup would have asked it to hold still', async () => {
    const plan = await bench.plan('backup create win-print');
    expect(commandsOf(plan.preview?.actions)).toContain('guest setup win-print');
  });

  it('is pinged from outside, which offers its setup too', async () => {
    const { card } = await bench.carryOut('net ping win-print web-1');
    expect(commandsOf(card.actions)).toContain('guest setup win-print');
    expect(textOf(card)).toContain('Nothing inside win-print could be asked');
  });
});

describe('guest setup without ssh', () => {
  it('says of a guest that answers that it does, and plans nothing', async () => {
    expect(await bench.card('guest setup web-1')).toMatchObject({
      title: 'The guest of web-1 answers',
      tone: 'success',
    });
  });

  it('says of a machine that is off how to start it', async () => {
    await expect(bench.type('guest setup lab-03')).rejects.toMatchObject({
      code: 'conflict',
      choices: ['vm start lab-03'],
    });
  });

  it('asks before it plugs in a channel, then gives the lines to paste until it answers', async () => {
    const plan = await bench.plan('guest setup win-print');
    expect(plan).toMatchObject({
      danger: 'confirm',
      confirmLabel: 'Give win-print on demo-b a channel',
      fingerprint: expect.stringMatching(/./),
    });
    expect(textOf(plan.preview ?? { title: '' })).toContain('has no channel');
    const again = await bench.plan('guest setup win-print');
    expect(again.fingerprint).toBe(plan.fingerprint);

    const { card } = await bench.carryOut('guest setup win-print');
    expect(card.title).toBe('win-print has a channel for a guest agent');
    expect(card.actions).toEqual([{ label: 'Check again', command: 'guest setup win-print' }]);
    const text = textOf(card);
    expect(text).toContain("The machine's definition says it is Windows.");
    expect(text.indexOf('virtio-win')).toBeLessThan(text.indexOf('apt-get install'));
    expect(text).toContain('apk add qemu-guest-agent');

    // The demo pretends that somebody pastes the line.
    await expect
      .poll(async () => (await bench.type('guest setup win-print')) as object)
      .toMatchObject({ title: 'The guest of win-print answers' });
    const card2 = await bench.card('vm show win-print');
    expect(commandsOf(card2.actions)).not.toContain('guest setup win-print');
  });

  it('--via-host alone is not understood', async () => {
    await expect(bench.type('guest setup web-1 --via-host')).rejects.toMatchObject({
      code: 'usage',
    });
  });
});

describe('guest setup over ssh', () => {
  it.each([
    '10.0.0.7',
    'root@',
    '-oProxyCommand=id@10.0.0.7',
    'root@-oProxyCommand=id',
    '-l@10.0.0.7',
    'root@10.0.0.7:0',
    'root@10.0.0.7:65536',
    'root@10.0.0.7:22:23',
    'root@10.0.0.7:-p',
    '"root@10.0.0.7 -oProxyCommand=id"',
    '"root@$(id)"',
    'root@%h',
  ])('%s is refused before anything is asked, and nothing is kept', async (ssh) => {
    const typed = bench.type(`guest setup web-1 --ssh=${ssh}`);
    await expect(typed).rejects.toThrow(BotError);
    await expect(typed).rejects.toMatchObject({
      code: expect.stringMatching(/^(invalid|usage)$/),
      hint: expect.stringMatching(/./),
    });
    expect(await ways.find(await refOf('web-1'))).toBeUndefined();
  });

  it('says of a machine that is off how to start it', async () => {
    await expect(bench.type('guest setup lab-03 --ssh root@127.0.0.1:1')).rejects.toMatchObject({
      code: 'conflict',
      choices: ['vm start lab-03'],
    });
  });

  it('is not kept where nothing listens', async () => {
    await expect(bench.type('guest setup web-1 --ssh root@127.0.0.1:1')).rejects.toMatchObject({
      message: 'web-1: nothing listens for ssh at its address',
    });
    expect(await ways.find(await refOf('web-1'))).toBeUndefined();
  });

  it('a site whose hosts cannot be gone through offers the same without', async () => {
    await expect(
      bench.type('guest setup web-1 --ssh root@10.0.0.7 --via-host'),
    ).rejects.toMatchObject({
      code: 'unsupported',
      choices: ['guest setup web-1 --ssh root@10.0.0.7'],
    });
  });
});

describe('a guest with a way over ssh', () => {
  it('is reached over it alone, and says how that does', async () => {
    await ways.save(await refOf('web-2'), nowhere);
    const card = await bench.card('guest setup web-2');
    expect(card).toMatchObject({
      title: 'The guest of web-2 does not answer over ssh',
      tone: 'warning',
    });
    expect(textOf(card)).toContain('Way: root@127.0.0.1:1');
    expect(textOf(card)).toContain('nothing listens for ssh');
    expect(commandsOf(card.actions)).toEqual(['guest setup web-2', 'guest forget web-2']);
    await expect(bench.type('guest run web-2 true')).rejects.toMatchObject({ code: 'conflict' });
  });

  it('answers its agent again once that is forgotten', async () => {
    await ways.save(await refOf('web-2'), nowhere);
    const plan = await bench.plan('guest forget web-2');
    expect(plan).toMatchObject({
      danger: 'confirm',
      confirmLabel: 'Forget the ssh of web-2 on demo-b',
    });
    expect(textOf(plan.preview ?? { title: '' })).toContain('authorized_keys');
    const { card } = await bench.carryOut('guest forget web-2');
    expect(card.title).toBe('web-2 is not reached over ssh any more');
    expect((await bench.carryOut('guest run web-2 true')).state).toBe('done');
    await expect(bench.type('guest forget web-2')).rejects.toMatchObject({
      code: 'not-found',
      hint: expect.stringContaining('guest setup web-2'),
    });
  });

  it('is forgotten with its machine', async () => {
    const gone = await refOf('lab-03');
    await ways.save(gone, nowhere);
    await bench.carryOut('vm delete lab-03');
    expect(await ways.find(gone)).toBeUndefined();
  });
});
