import { PassThrough } from 'node:stream';
import { expect } from 'vitest';
import { parse } from 'yaml';
import { needed, optional } from '../../adapters/chat/slack/manifest/scopes.ts';
import { createTerminal } from '../../adapters/chat/terminal/terminal.ts';
import { commands } from '../../commands/index.ts';
import { policyHash } from '../../src/access/file.ts';
import { readAccess } from '../../src/access/section.ts';
import { type App, openApp } from '../../src/app.ts';
import { approvals } from '../../src/approvals/rules.ts';
import { silent } from '../../src/log.ts';
import { operationKinds } from '../../src/operations/index.ts';
import { discordAt, openDouble } from '../adapters/chat/discord/seat.ts';
import { slackAt } from '../adapters/chat/slack/seat.ts';
import { startSlack } from '../doubles/slack/index.ts';
import { machine, type SiteDouble, site } from '../fixtures/machines.ts';
import { temporaryDatabase } from '../store/database.ts';

const PATIENCE = { timeout: 30_000, interval: 20 };

/** Four machines on two sites: two of the lab, of which one is anna's; a web server; a database. */
function someSites(): readonly SiteDouble[] {
  const lab = { host: 'pve1', pool: 'lab' };
  return [
    site('kvm', [
      machine({ ...lab, name: 'lab-anna', tags: ['lab', 'owner-anna'] }),
      machine({ ...lab, name: 'lab-ben', tags: ['lab', 'owner-ben'] }),
      machine({ host: 'pve2', name: 'web-1', tags: ['prod'] }),
    ]),
    site('vbox', [machine({ site: 'vbox', host: 'desk', name: 'db-1' })]),
  ];
}

/** The groups of each chat that the rules of these tests name. */
export const GROUP = { slack: 'S0LAB', discord: '410000000000000001' } as const;

const discordIds = {
  anna: '190000000000000001',
  ben: '190000000000000002',
  eve: '190000000000000003',
};

/** One bot in both chats, and the terminal; the rules are those of the text, whose places stand for `$lab`. */
export async function openHouse(rules: string, sites = someSites()) {
  const slack = await startSlack({
    channels: ['C0OPS', 'C0LAB'],
    people: ['anna', 'ben', 'eve'].map((name) => ({ id: `U${name.toUpperCase()}`, name })),
    groups: { [GROUP.slack]: ['UBEN'] },
    scopes: [...needed, ...optional].map(({ name }) => name),
  });
  const roles: string[] = [GROUP.discord];
  const discord = await openDouble({
    channels: ['ops', 'lab'],
    people: [
      { id: discordIds.anna, name: 'anna', admin: true },
      { id: discordIds.ben, name: 'ben', roles },
      { id: discordIds.eve, name: 'eve' },
    ],
  });
  const db = await temporaryDatabase();
  const database = await db.open();
  const opened: App[] = [];
  const slackChat = slackAt(slack);
  const chats = [slackChat, discordAt(discord)];
  const read = (text: string) => {
    const raw = parse(text.replaceAll('$lab', discord.channel('lab')));
    const { access, problems } = readAccess(raw);
    expect(problems).toEqual([]);
    const asked = approvals.parse(raw.approvals ?? []);
    return { access, approvals: asked, hash: policyHash({ access, approvals: asked }) };
  };
  const openOn = async (more: { readonly ownsFile: boolean; readonly client: boolean }) => {
    const app = await openApp({
      hypervisors: sites,
      commands,
      kinds: operationKinds,
      chats: more.client ? [] : chats,
      connection: more.client ? await db.open() : database,
      log: silent,
      freshMs: 0,
      rules: read(rules),
      ...more,
    });
    opened.push(app);
    return app;
  };
  const app = await openOn({ ownsFile: true, client: false });
  for (const chat of chats) await chat.start(app.bot);
  slack.deliverTo(undefined);
  const seen = {
    slack: (name: string, channel: string) =>
      slack
        .person(`U${name.toUpperCase()}`)
        .messages(channel)
        .filter(({ from }) => from === 'UBOT' || from === 'nakhoda'),
    discord: (name: string, channel: string) => discord.person(name).messages(channel),
  };
  return {
    app,
    slack,
    slackChat,
    discord,
    pool: database.pool,
    sites,
    /** The roles that ben has on Discord's server; a test may change them. */
    roles,
    openOn,
    use: (text: string) => app.access.use(read(text)),
    /** What the person sees of the answer to their line, in the chat's own channel of that name. */
    async say(chat: 'slack' | 'discord', name: string, channel: 'ops' | 'lab', line: string) {
      const where = chat === 'slack' ? { ops: 'C0OPS', lab: 'C0LAB' }[channel] : channel;
      const before = seen[chat](name, where).length;
      if (chat === 'slack') {
        await slack.person(`U${name.toUpperCase()}`).slash(where, '/nakhoda', line);
      } else await discord.person(name).slash(where, 'nakhoda do', { line });
      const answer = () =>
        seen[chat](name, where)
          .slice(before)
          .map(({ drawn }) => drawn)
          .join('\n');
      await expect
        .poll(() => /\w/.test(answer().replace(/.*is thinking.*/, '')), PATIENCE)
        .toBe(true);
      return answer();
    },
    /** One line at the terminal, and what it said. */
    async type(at: App, name: string, line: string) {
      const output = new PassThrough();
      const parts: Buffer[] = [];
      output.on('data', (part: Buffer) => parts.push(part));
      const actor = { platform: 'terminal', id: name, name };
      const rest = { input: new PassThrough(), errorOutput: output, env: {} };
      const code = await createTerminal({ actor, output, line, ...rest }).run(at.bot);
      return { code, text: Buffer.concat(parts).toString() };
    },
    async close() {
      for (const chat of chats) await chat.stop();
      for (const one of opened) await one.close();
      await slack.close();
      await discord.close();
      await db.dispose();
    },
  };
}

export type House = Awaited<ReturnType<typeof openHouse>>;
