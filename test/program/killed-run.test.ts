import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { history } from '../adapters/hypervisor/demo/history.ts';
import { type DemoHome, demoHome } from './demo.ts';
import { environment, main, program } from './program.ts';

let home: DemoHome;
beforeAll(async () => {
  home = await demoHome({ speed: 0.5 });
});
afterAll(() => home.dispose());

it('what a killed run left is ended by the next run on that site, before its own', {
  timeout: 120_000,
}, async () => {
  await program(['run', 'help', '--config', home.config]);
  const calls = () =>
    history(join(home.config, '../data'), 'campus')
      .filter(({ accepted }) => accepted)
      .map(({ call }) => call);
  const first = execa(
    process.execPath,
    [main, 'run', 'snapshot create web-1 left', '--config', home.config],
    { env: environment(), reject: false },
  );
  await expect.poll(calls, { timeout: 60_000 }).toContain('snapshot.create');
  first.kill('SIGKILL');
  await first;

  const line = 'snapshot delete web-1 before-upgrade --yes';
  expect(await program(['run', line, '--config', home.config])).toMatchObject({ exitCode: 0 });
  expect(calls()).toEqual(['snapshot.create', 'snapshot.delete']);
  const { stdout } = await program(['run', 'task list --all', '--config', home.config, '--json']);
  const text = JSON.parse(stdout).blocks.flatMap(({ rows = [] }) => rows.map(String));
  expect(text).toHaveLength(2);
  const again = await program(['run', 'task show 1', '--config', home.config]);
  expect(again.stdout).toContain('Resumed');
  expect(again.stdout).toContain('Snapshot left of web-1 was taken');
});
