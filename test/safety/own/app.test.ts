import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commands } from '../../../commands/index.ts';
import { type App, openApp } from '../../../src/app.ts';
import type { Card } from '../../../src/card.ts';
import type { Incoming } from '../../../src/chat.ts';
import { silent } from '../../../src/log.ts';
import { operationKinds } from '../../../src/operations/index.ts';
import { powerOperation } from '../../../src/operations/power.ts';
import { type DemoSite, openDemo } from '../../adapters/hypervisor/demo/site.ts';
import { type TemporaryDatabase, temporaryDatabase } from '../../store/database.ts';

let site: DemoSite;
let database: TemporaryDatabase;
let app: App;
beforeAll(async () => {
  [site, database] = await Promise.all([openDemo(), temporaryDatabase()]);
  app = await openApp({
    hypervisors: [site.again()],
    commands,
    kinds: operationKinds,
    chats: [],
    connection: await database.open(),
    client: false,
    log: silent,
    freshMs: 0,
    self: {
      config: {
        machine: `${site.hypervisor.site.name}/web-1`,
        database: `${site.hypervisor.site.name}/web-2`,
      },
      traces: { nics: [] },
    },
  });
});
afterAll(async () => {
  await app.close();
  await database.dispose();
  await site.close();
});

/** Types a line as the OS user; what was said, and what became of it. */
async function say(line: string, more: Partial<Incoming> = {}) {
  const cards: Card[] = [];
  const handled = await app.bot.handle({
    actor: { platform: 'terminal', id: 'anna', name: 'anna' },
    place: { platform: 'terminal', channel: 'test' },
    local: true,
    ...more,
    line,
    reply: {
      defer: async () => {},
      answer: async (card) => void cards.push(card),
      ask: async ({ problem }) => void cards.push(problem),
    },
  });
  return { ...handled, card: cards[0], text: JSON.stringify(cards) };
}

describe('the machine the bot runs on', () => {
  it.each([
    'vm stop web-1',
    'vm stop web-1 --yes',
    'vm shutdown web-1',
    'vm reboot web-1',
    'vm reset web-1',
    'vm pause web-1',
    'vm hibernate web-1',
    'snapshot rollback web-1 before-upgrade',
    'net link web-1 down',
    'net link web-1 down --yes',
    'net connect web-1 vmbr1 --yes',
  ])('%s is refused with the reason', async (line) => {
    const said = await say(line);
    expect(said.outcome).toBe('refused');
    expect(said.card?.title).toBe('The bot runs on web-1, so this is not done to it');
    expect(said.text).toContain('Nothing was changed. At the bot');
  });

  it('so is the machine of its PostgreSQL', async () => {
    const said = await say('vm stop web-2');
    expect(said.card?.title).toBe("The bot's PostgreSQL runs on web-2, so this is not done to it");
  });

  it('what takes nothing down is done', async () => {
    const said = await say('snapshot create web-1 harmless');
    expect(said.outcome).toBe('accepted');
    const end = await app.bot.follow(said.operation ?? 0, { signal: AbortSignal.timeout(20_000) });
    expect(end.state).toBe('done');
  });

  it('is left out of several machines, and named', async () => {
    const said = await say('vm shutdown state:running');
    expect(said.outcome).toBe('asked');
    expect(said.text).toContain(
      "Left out: The bot runs on web-1. The bot's PostgreSQL runs on web-2.",
    );
    const rows = said.card?.blocks?.flatMap((block) => (block.type === 'table' ? block.rows : []));
    expect(rows?.length).toBeGreaterThan(0);
    expect(rows?.map(([name]) => name)).not.toContain('web-1');
    expect(rows?.map(([name]) => name)).not.toContain('web-2');
  });

  it('is refused where several are all its own', async () => {
    expect((await say('vm shutdown web-*')).card?.title).toContain('this is not done to it');
  });

  it('is spared when the operation begins, too: its confirmation may be older than what is known', async () => {
    const resolved = await app.fleet.machine('web-1', AbortSignal.timeout(60_000));
    const [accepted] = await app.store.accept({
      operations: [
        {
          data: powerOperation('stop', resolved),
          deadlineMs: 60_000,
          actor: { platform: 'terminal', id: 'anna', name: 'anna' },
          place: { platform: 'terminal', channel: 'test' },
          line: 'vm stop web-1',
        },
      ],
      run: false,
    });
    const signal = AbortSignal.timeout(20_000);
    const end = await app.bot.follow(accepted?.id ?? 0, { signal });
    expect(end).toMatchObject({
      state: 'failed',
      card: { title: 'Stop web-1: The bot runs on web-1, so this is not done to it' },
    });
    expect((await app.fleet.current(resolved.machine, signal)).machine.state).toBe('running');
  });

  it('is told wherever it is shown', async () => {
    expect((await say('fleet')).text).toContain(
      "The bot runs on web-1.\\nThe bot's PostgreSQL runs on web-2.",
    );
    expect((await say('vm show web-1')).card?.blocks?.[0]).toMatchObject({
      fields: expect.arrayContaining([{ label: 'Runs here', value: 'the bot', tone: 'warning' }]),
    });
    expect((await say('vm show db-1')).text).not.toContain('Runs here');
  });
});

describe('--even-the-bot', () => {
  it('shows what will happen, also for what is else done at once', async () => {
    const said = await say('vm reboot web-1 --even-the-bot');
    expect(said.outcome).toBe('asked');
    expect(said.card).toMatchObject({ title: 'Reboot web-1?', tone: 'danger' });
    expect(said.text).toContain('The bot runs on web-1. The bot goes down with it');
    expect(said.card?.actions?.[0]).toMatchObject({
      label: 'Reboot web-1',
      command: 'vm reboot web-1 --even-the-bot',
      confirms: expect.any(String),
    });
  });

  it('does it once it is confirmed', async () => {
    const asked = await say('vm pause web-1 --even-the-bot');
    const { command = '', confirms } = asked.card?.actions?.[0] ?? {};
    const said = await say(command, { confirms });
    expect(said.outcome).toBe('accepted');
    const signal = AbortSignal.timeout(20_000);
    expect((await app.bot.follow(said.operation ?? 0, { signal })).state).toBe('done');
    expect((await say('vm resume web-1')).outcome).toBe('accepted');
  });

  it('is for the terminal of the bot only', async () => {
    const said = await say('vm reboot web-1 --even-the-bot', { local: undefined });
    expect(said.outcome).toBe('refused');
  });

  it('means nothing inside quotes', async () => {
    const said = await say('snapshot rollback web-1 "--even-the-bot"');
    expect(said.text).toContain('has no snapshot');
  });
});
