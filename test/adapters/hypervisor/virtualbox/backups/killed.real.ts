import { readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { killEverywhere } from '../../../../contracts/killed.ts';
import { memoryTask } from '../../../../contracts/task.ts';
import { discardMachine } from './fixture.ts';
import { useWorkshop } from './workshop.ts';

const { signal } = new AbortController();
const shop = useWorkshop('vbox-a');

describe('a bot killed at any step', () => {
  it.each(['running', 'stopped'])(
    'of a backup of a machine that is %s leaves the one backup, whole, and nothing else',
    { timeout: 400_000 },
    async (state) => {
      const made = await shop().defineGuest('killed');
      if (state === 'running') await shop().site.power(made, 'start', memoryTask());
      const names = await shop().names();
      const steps = await killEverywhere(
        async (task) =>
          shop()
            .anew()
            .create(await shop().machine(made.id), { note: '' }, task),
        async () => {
          const all = await shop().list();
          expect(await shop().files()).toEqual(all.map(({ id }) => id));
          expect(all).toHaveLength(1);
          for (const backup of all) {
            expect(await shop().backups.verify(backup, memoryTask())).toMatchObject({
              whole: true,
            });
            await shop().backups.delete(backup, memoryTask());
          }
          const now = await shop().machine(made.id);
          expect(now.state).toBe(state);
          expect(await shop().site.snapshots?.list(now, signal)).toEqual([]);
          expect(await shop().names()).toEqual(names);
        },
      );
      expect(steps.length).toBeGreaterThan(6);
    },
  );

  it('of a restore leaves the one machine', { timeout: 400_000 }, async () => {
    const backup = await shop().create(await shop().defineGuest('killed'));
    const names = await shop().names();
    const wanted = { as: 'new', name: 'brought back', start: false } as const;
    await killEverywhere(
      (task) => shop().anew().restore(backup, wanted, task),
      async () => {
        expect(new Set(await shop().names())).toEqual(new Set([...names, wanted.name]));
        const found = (await shop().site.machines(signal)).find(({ name }) => name === wanted.name);
        if (!found) throw new Error('no machine');
        const folder = dirname(await settingsOf(found.id));
        expect((await readdir(folder)).filter((name) => name.startsWith('.'))).toEqual([]);
        await discardMachine(shop().host, found);
      },
    );
  });
});

async function settingsOf(id: string): Promise<string> {
  const said = await shop().vbox('showvminfo', id, '--machinereadable');
  return /^CfgFile="(.*)"$/m.exec(said)?.[1] ?? '';
}
