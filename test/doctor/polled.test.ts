import { expect, onTestFinished, test } from 'vitest';
import { commands } from '../../commands/index.ts';
import { openApp } from '../../src/app.ts';
import { silent } from '../../src/log.ts';
import { operationKinds } from '../../src/operations/index.ts';
import { openDemo } from '../adapters/hypervisor/demo/site.ts';
import { temporaryDatabase } from '../store/database.ts';

test('whoever polls a site looks at its health too, without its single machines', {
  timeout: 60_000,
}, async () => {
  const database = await temporaryDatabase();
  const demo = await openDemo();
  const app = await openApp({
    ...{ hypervisors: [demo.again()], commands, kinds: operationKinds, chats: [] },
    ...{ connection: await database.open(), client: false, polls: true, log: silent },
  });
  onTestFinished(async () => {
    await app.close();
    await demo.close();
    await database.dispose();
  });
  const known = async () => (await app.store.checkups.list())[0];
  await expect.poll(known, { timeout: 30_000 }).toMatchObject({
    site: 'campus',
    hosts: [{ name: 'demo-a' }, { name: 'demo-b' }],
    looks: [],
  });
});
