import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { schemaSteps } from '../../src/store/upgrade/versions.ts';
import { type TemporaryDatabase, temporaryDatabase } from '../store/database.ts';
import { type DemoHome, demoHome } from './demo.ts';
import { environment, main, program } from './program.ts';

let home: DemoHome;
let other: TemporaryDatabase;
let file: string;
beforeAll(async () => {
  [home, other] = await Promise.all([demoHome(), temporaryDatabase()]);
  file = join(dirname(home.config), 'moved.export.gz');
});
afterAll(async () => {
  await Promise.all([home.dispose(), other.dispose()]);
});

const here = (...words: string[]) => program([...words, '--config', home.config]);
/** The same sites on a PostgreSQL of the user's own. */
async function there(...words: string[]) {
  const config = join(dirname(home.config), 'own.yaml');
  const text = await readFile(home.config, 'utf8');
  await writeFile(config, `${text}database: { url: { env: OWN_DATABASE } }\n`);
  const args = [main, ...words, '--config', config];
  return execa(process.execPath, args, {
    env: { ...environment(), OWN_DATABASE: other.url },
    reject: false,
  });
}

test('a bot’s data moves from the embedded server to another PostgreSQL, and goes on there', {
  timeout: 120_000,
}, async () => {
  expect(await here('store', 'export', file)).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('no store to export yet'),
  });
  await here('run', 'snapshot create web-1 nightly');

  expect(await here('store', 'export', file)).toMatchObject({ exitCode: 0, stderr: '' });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const again = await here('store', 'export', file);
  expect(again).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('already there') });

  const imported = await there('store', 'import', file);
  expect(imported).toMatchObject({ exitCode: 0, stderr: '' });
  const { stdout } = await there('run', 'task list --all');
  expect(stdout).toContain('Snapshot nightly of web-1');

  const refused = await there('store', 'import', file);
  expect(refused).toMatchObject({ exitCode: 1, stdout: '' });
  expect(refused.stderr).toMatch(/The store is not empty: .*1 in operations/);
});

test('status says where the data is, what it holds, who works on it and when it was exported', {
  timeout: 60_000,
}, async () => {
  const { stdout, exitCode } = await here('store', 'status', '--json');
  expect(exitCode).toBe(0);
  const [{ fields }, { rows }] = JSON.parse(stdout).blocks;
  const said = Object.fromEntries(
    fields.map((field: { label: string; value: unknown }) => [field.label, field.value]),
  );
  expect(said).toMatchObject({
    'Embedded in': expect.stringContaining(join('data', 'postgres')),
    PostgreSQL: expect.stringMatching(/^18\./),
    Schema: String(schemaSteps.length),
    'At work': 'nobody',
    Kept: 'ended tasks 90 days, audit 365 days, confirmations 7 days',
    'Last export': { at: expect.any(String), note: expect.any(String) },
    'Last pruned': 'never',
  });
  expect(rows.find(([name]: string[]) => name === 'operations')).toContain('1');
  const own = await there('store', 'status');
  expect(own.stdout).toContain(new URL(other.url).pathname);
});

test.each([
  { words: ['store'], says: 'store wants status, export FILE or import FILE' },
  { words: ['store', 'drop'], says: 'store wants status, export FILE or import FILE' },
  { words: ['store', 'export'], says: 'store export needs one file' },
  { words: ['store', 'import', 'a', 'b'], says: 'store import needs one file' },
])('$words is not understood: exit 2', async ({ words, says }) => {
  expect(await here(...words)).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining(says),
  });
});

test('data of another major of PostgreSQL is refused before a server is started, with what to do', {
  timeout: 60_000,
}, async () => {
  const data = join(dirname(home.config), 'data');
  const mark = join(data, 'postgres/data/PG_VERSION');
  await writeFile(mark, '17\n');
  const before = await readdir(join(data, 'postgres/data'));
  const refused = await here('run', 'help');
  expect(refused).toMatchObject({ exitCode: 1, stdout: '' });
  expect(refused.stderr).toContain('holds data of PostgreSQL 17, not 18');
  expect(refused.stderr).toContain('store export FILE');
  expect(refused.stderr).toContain('store import FILE');
  expect(await readdir(join(data, 'postgres/data'))).toEqual(before);
  await writeFile(mark, '18\n');
  expect(await here('run', 'help')).toMatchObject({ exitCode: 0 });
});
