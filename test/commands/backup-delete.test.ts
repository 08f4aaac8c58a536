import { describe, expect, it } from 'vitest';
import { backupBench } from './backup-bench.ts';
import { textOf } from './bench.ts';

const desk = backupBench();
const { preview, named } = desk;

describe('backup delete', () => {
  it('says what is left to go back to, and deletes this one alone', async () => {
    const doomed = await named('web-1');
    const { plan, text } = await preview(`backup delete ${doomed}`);
    expect(plan).toMatchObject({ danger: 'confirm', confirmLabel: `Delete ${doomed} on demo-a` });
    expect(text).toMatch(/The newest other one is web-1@\w{5}\./);
    await desk.bench.perform(plan.operations[0] ?? expect.fail());
    const left = textOf(await desk.bench.card('backup list'));
    expect(left).not.toContain(doomed);
    expect((await desk.bench.card('backup list')).title).toBe('7 backups');
  });

  it('says that it is the last good one of its machine', async () => {
    expect((await preview('backup delete wiki@latest')).text).toContain(
      'It is the last good backup of wiki: there is none after it.',
    );
  });

  it('is refused for one that others stand on', async () => {
    const rows = textOf(await desk.bench.card('backup list db-1')).split('\n');
    const names = rows.flatMap((row) => /^(db-1@\w{5})/.exec(row)?.[1] ?? []);
    const refusals = await Promise.all(
      names.map((name) => desk.bench.plan(`backup delete ${name}`).then(() => '', String)),
    );
    expect(refusals.some((said) => said.includes('cannot be restored without it'))).toBe(true);
  });
});
