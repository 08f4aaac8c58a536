import { CompiledQuery, Kysely, sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type World, world } from '../../fixtures/stores.ts';

let db: World;

beforeAll(async () => {
  db = await world();
});
afterAll(() => db.dispose());

test('a question that names its plan is planned once for each connection, any other leaves none', async () => {
  const kysely = new Kysely({ dialect: (await db.open()).dialect });
  const [named, plain] = ['/* plan sum */ select $1::int + 1 as sum', 'select $1::int + 1 as sum'];
  const plans = await kysely.connection().execute(async (on) => {
    for (const text of [named, plain, named]) {
      const { rows } = await on.executeQuery(CompiledQuery.raw(text, [2]));
      expect(rows).toEqual([{ sum: 3 }]);
    }
    return sql`select name, statement, generic_plans + custom_plans as used from pg_prepared_statements`.execute(
      on,
    );
  });
  expect(plans.rows).toEqual([{ name: 'sum', statement: named, used: 2 }]);
  await kysely.destroy();
});
