import { appendFile } from 'node:fs/promises';
import { expect, onTestFinished, test } from 'vitest';
import { demoHome } from '../../../program/demo.ts';
import { service } from '../../../program/service.ts';
import { until } from './desk.ts';
import { openDouble } from './seat.ts';

test('what a killed service had heard on Discord is answered by the next, once', async () => {
  const [double, home] = await Promise.all([openDouble(), demoHome()]);
  onTestFinished(async () => {
    await double.close();
    await home.dispose();
  });
  await appendFile(home.config, 'chats: { discord: {} }\n');
  const env = {
    DISCORD_TOKEN: double.token,
    DISCORD_API_URL: double.apiUrl,
    NAKHODA_HTTP: '127.0.0.1:0',
  };
  const start = async () => {
    const running = await service({ config: home.config, env });
    await running.says('a chat is connected');
    return running;
  };
  const ada = double.person('ada');
  const first = await start();
  // A busy machine takes its time over the first answer, which Discord does not wait for.
  await until(
    async () => {
      await ada.slash('ops', 'nakhoda fleet');
      expect(await ada.seen('ops')).toContain('Nakhoda: ');
    },
    { timeout: 60_000, interval: 2_000 },
  );
  const answered = ada.messages('ops').length;
  // Discord has heard that an answer comes, and the service does not know that yet.
  double.faults.delayMs(60_000);
  const typed = ada.slash('ops', 'nakhoda help');
  await until(() => expect(ada.messages('ops').at(-1)).toMatchObject({ thinking: true }), 20_000);
  first.kill('SIGKILL');
  await Promise.all([first.ended(), typed]);
  double.faults.delayMs(0);
  const next = await start();
  await until(async () => expect(await ada.seen('ops')).toContain('What you can type'), 60_000);
  expect(ada.messages('ops')).toHaveLength(answered + 1);
  next.kill('SIGTERM');
  expect(await next.ended()).toMatchObject({ exitCode: 0 });
}, 120_000);
