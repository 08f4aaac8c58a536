import { expect, test } from 'vitest';
import { OWN_SITE } from '../../../src/alerts/rules/signal.ts';
import { ownSource } from '../../../src/alerts/sources/own.ts';
import type { ChatHealth, Figures } from '../../../src/health.ts';
import type { Finding } from '../../../src/store/alerts/findings.ts';
import { ask, noon } from './asked.ts';

const MINUTE = 60_000;
const finding = (site: string, minutesAgo: number): Finding => ({
  ...{ site, replica: 1, askedAt: noon - minutesAgo * MINUTE },
});
const load = (oldestMs: number) => ({
  ...{ waiting: 0, running: 0, undecided: 0 },
  unsaid: { count: 1, oldestMs, givenUp: 0 },
});
const chat = (platform: string, connected: boolean): ChatHealth => ({ platform, connected });

async function told(figures: Partial<Figures>, findings: () => Promise<readonly Finding[]>) {
  const source = ownSource({
    ...{ host: 'ops-1', sites: ['kvm', 'pve'], webhooks: () => ['pager', 'mine'], findings },
    figures: () => ({ sites: [], ...figures }),
  });
  const readings = await source.read(ask({ site: OWN_SITE }));
  return Object.fromEntries(readings.map(({ signal, value }) => [signal, value]));
}

test('a bot that is well has a figure for each', async () => {
  const figures = { stallMs: 2, storeMs: 3, load: load(0), chats: [chat('slack', true)] };
  expect(await told(figures, async () => [finding('kvm', 0.5), finding('pve', 0.25)])).toEqual({
    ...{ 'bot-stall': 2, 'bot-database': 3, 'bot-unsaid': 0, 'bot-chat': 0 },
    'bot-polling': MINUTE / 2,
  });
});

test('what is wrong is seen where it is, and sites of other configurations are nobody’s', async () => {
  const chats = [chat('slack', false), chat('discord', true)];
  const figures = { stallMs: 900, storeMs: 4_000, load: load(7 * MINUTE), chats };
  const findings = [finding('kvm', 0.1), finding('pve', 12), finding('sold', 90_000)];
  expect(await told(figures, async () => findings)).toEqual({
    ...{ 'bot-stall': 900, 'bot-database': 4_000, 'bot-unsaid': 7 * MINUTE, 'bot-chat': 1 },
    'bot-polling': 12 * MINUTE,
  });
});

test('a database that is away is told without asking it, and what only it knows has no figure', async () => {
  const figures = { stallMs: 1, storeAwayMs: 90_000, chats: [] };
  const away = () => Promise.reject(new Error('nobody may ask it'));
  expect(await told(figures, away)).toEqual({
    ...{ 'bot-stall': 1, 'bot-database': 90_000, 'bot-chat': 0 },
  });
});

test('nothing of the messages is over because the database is away', async () => {
  const figures = (): Figures => ({ sites: [], storeAwayMs: 9 });
  const source = ownSource({ host: 'ops-1', sites: [], findings: async () => [], figures });
  const readings = await source.read(ask({ site: OWN_SITE }));
  expect(readings.find(({ signal }) => signal === 'bot-unsaid')).toMatchObject({
    ...{ subject: { name: 'all replicas' }, value: undefined },
  });
});

test('what is about all processes goes on when another one tells of it', async () => {
  const keys = async (host: string) => {
    const figures = (): Figures => ({ sites: [], stallMs: 1, load: load(5) });
    const source = ownSource({ host, sites: [], findings: async () => [], figures });
    const readings = await source.read(ask({ site: OWN_SITE }));
    return [...new Set(readings.map(({ subject }) => subject.key))];
  };
  const [[mine, all], [theirs, same]] = [await keys('ops-1'), await keys('ops-2')];
  expect(mine).not.toBe(theirs);
  expect(all).toBe(same);
});

test('before anything was looked at there is no figure', async () => {
  expect(await told({}, async () => [])).toEqual({});
});

test('webhooks that refuse what they are told are counted, those of other configurations are not', async () => {
  const figures = { load: { ...load(0), refusing: ['pager', 'sold'] } };
  expect(await told(figures, async () => [])).toMatchObject({ 'bot-webhook': 1 });
});
