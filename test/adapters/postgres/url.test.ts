import { expect, test } from 'vitest';
import { openDatabase } from '../../../adapters/postgres/index.ts';
import { silent } from '../../../src/log.ts';
import { redact } from '../../../src/redact.ts';
import { temporaryDatabase } from '../../store/database.ts';

const open = (url: string, signal = new AbortController().signal) =>
  openDatabase({ url, dataDirectory: '/nonexistent', log: silent, signal });

test('a server of one’s own is opened by its address, and no data directory is touched', async () => {
  const store = await temporaryDatabase();
  const database = await open(store.url);
  expect(database.kind).toBe('url');
  expect((await database.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  await database.close();
  await store.dispose();
});

test('a server that does not answer is named without its password', async () => {
  const error = await open('postgresql://anna:s%2Fecret-word@127.0.0.1:1/bot').catch((e) => e);
  expect(error).toMatchObject({
    code: 'unreachable',
    message: expect.stringContaining('127.0.0.1:1/bot'),
  });
  expect(error.message).not.toContain('ecret-word');
  expect(redact('the word is s/ecret-word')).toBe('the word is •••');
});

test('a database that is not there is said to be missing', async () => {
  const store = await temporaryDatabase();
  await expect(open(store.url.replace(/\/test_\w+/, '/missing'))).rejects.toMatchObject({
    code: 'unreachable',
    message: expect.stringContaining('database "missing" does not exist'),
  });
  await store.dispose();
});

test.each(['localhost', 'mysql://localhost/bot', ''])('%j is no address', async (url) => {
  await expect(open(url)).rejects.toMatchObject({
    code: 'invalid',
    hint: expect.stringContaining('postgresql://'),
  });
});

test('an opening that was given up opens nothing', async () => {
  await expect(open('postgresql://127.0.0.1:1/bot', AbortSignal.abort('enough'))).rejects.toBe(
    'enough',
  );
});
