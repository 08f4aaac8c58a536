import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { world } from '../fixtures/stores.ts';
import { root } from '../house/files.ts';

const folder = join(root, 'src/store');

/** What the store asks of the database; the changes that made the schema are no callers. */
const asked = readdirSync(folder, { encoding: 'utf8', recursive: true })
  .filter((file) => file.endsWith('.ts') && !file.startsWith('migrations/'))
  .map((file) => readFileSync(join(folder, file), 'utf8'))
  .join('\n');

test('each function of the schema is called, by the store or by a trigger', async () => {
  const db = await world();
  onTestFinished(() => db.dispose());
  const { database } = await db.join();
  const { rows } = await database.pool.query<{ name: string; triggers: number }>(`
    select proname as name, (select count(*)::int from pg_trigger where tgfoid = pg_proc.oid) as triggers
    from pg_proc where pronamespace = current_schema()::regnamespace`);
  expect(rows.length).toBeGreaterThan(0);
  const idle = rows.filter(
    ({ name, triggers }) => triggers === 0 && !asked.includes(`select ${name}(`),
  );
  expect(idle).toEqual([]);
});
