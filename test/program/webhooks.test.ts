import { expect, it, onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import { startPagerDuty } from '../doubles/webhooks/pagerduty.ts';
import { startReceiver } from '../doubles/webhooks/receiver.ts';
import { desks, sees } from './chats/desk.ts';
import { attend } from './chats/service.ts';
import { program } from './program.ts';

const opened = (chat: string) => (desks[chat] ?? expect.unreachable())();
const PATIENCE = { timeout: 120_000, interval: 100 };

async function open() {
  const [pager, mine] = await Promise.all([startPagerDuty(), startReceiver()]);
  const desk = await opened('Slack over Socket Mode');
  const alerts = {
    rules: {
      busy: {
        ...{ signal: 'machine-cpu', on: 'web-1', severity: 'critical' },
        ...{ trigger: '1%', clear: '0.5%', for: '0s', clearFor: '0s' },
      },
    },
    webhooks: {
      pager: { kind: 'pagerduty', key: { env: 'PAGER_KEY' }, url: pager.url },
      mine: { kind: 'generic', url: { env: 'MINE_URL' }, secret: { env: 'MINE_SECRET' } },
    },
    routes: [{ to: [desk.channel, 'webhook:pager', 'webhook:mine'], on: 'web-1' }],
  };
  const secrets = {
    PAGER_KEY: pager.key,
    MINE_URL: `${mine.url}${mine.hook}`,
    MINE_SECRET: mine.secret,
  };
  const site = { name: 'campus', kind: 'demo', speed: 0.05, failures: false };
  const env = { ...desk.env, ...secrets };
  const attended = await attend({ ...desk, env }, stringify({ sites: [site], alerts }));
  onTestFinished(async () => {
    await attended.close();
    await Promise.all([pager.close(), mine.close()]);
  });
  /** By a process that has none of the secrets. */
  const run = (line: string) => program(['run', line, '--config', attended.config]);
  return { pager, mine, desk, attended, run };
}

it('programs are told of an alert from its beginning to its end, in order, across a kill -9', {
  timeout: 300_000,
}, async () => {
  const { pager, mine, desk, attended, run } = await open();
  const turns = () => mine.told.filter(({ test }) => !test).map(({ type }) => type);
  const alert = () => pager.alerts.find(({ key }) => !key.includes('test'));

  await sees(desk, 'CPU of web-1 over 1 %');
  await expect.poll(() => alert()?.status, PATIENCE).toBe('triggered');

  // The answers to what follows are lost, and the bot with them.
  pager.fail('lost');
  mine.fail('lost');
  await desk.press('Acknowledge');
  await expect.poll(() => alert()?.status, PATIENCE).toBe('acknowledged');
  await attended.kill();
  await attended.again();

  const tested = await run('alert test critical web-1');
  expect(tested.stdout).toContain('triggered: Event processed; resolved: Event processed');
  expect(tested.stdout).toContain('triggered: answered 204; resolved: answered 204');

  await run('vm stop web-1 --yes');
  await expect.poll(() => alert()?.status, PATIENCE).toBe('resolved');
  const all = ['alert.triggered', 'alert.acknowledged', 'alert.resolved'];
  await expect.poll(turns, PATIENCE).toEqual(all);
  expect(pager.alerts.filter(({ key }) => !key.includes('test'))).toHaveLength(1);
  expect(pager.alerts.every(({ status }) => status === 'resolved')).toBe(true);
});
