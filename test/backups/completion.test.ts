import { expect, it, onTestFinished } from 'vitest';
import { commands } from '../../commands/index.ts';
import { createInventory } from '../../src/inventory.ts';
import { complete } from '../../src/router/completion.ts';
import { openDemo } from '../adapters/hypervisor/demo/site.ts';
import { noTasks } from '../commands/bench.ts';
import { closedPolicy } from '../fixtures/closed-policy.ts';
import { anna } from '../fixtures/stores.ts';

it('a backup is completed by its machine, newest first; a machine that is gone and a place too', async () => {
  const site = await openDemo();
  onTestFinished(() => site.close());
  const fleet = createInventory([site.hypervisor]);
  const parts = { commands, fleet, tasks: noTasks, policy: closedPolicy };
  const words = async (line: string) =>
    (await complete(parts, line, { actor: anna, local: true })).map(({ value }) => value);

  const web = await words('backup verify web-1');
  expect(web).toEqual(['web-1@latest', ...web.slice(1)]);
  expect(web).toHaveLength(4);
  expect(await words('backup restore wi')).toContain('wiki@latest');
  expect(await words('backup list wi')).toEqual(['wiki']);
  expect(await words('backup create web-2 --place va')).toEqual(['vault']);
});
