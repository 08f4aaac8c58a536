import { writeFile } from 'node:fs/promises';
import { afterAll, expect, test } from 'vitest';
import { isRoot } from '../../../adapters/postgres/data-directory.ts';
import { findServerUser, parsePasswd } from '../../../adapters/postgres/server-user.ts';
import { passableDirectory, removeDirectories } from './own-directory.ts';

afterAll(removeDirectories);

test('passwd’s lines are users; comments, blanks and torn lines are not', () => {
  const text =
    '# macOS begins so\nroot:x:0:0:root:/root:/bin/sh\n\nnobody:*:-2:-2::/:/bin/false\ntorn:x\n';
  expect(parsePasswd(text)).toEqual([
    { name: 'root', uid: 0, gid: 0 },
    { name: 'nobody', uid: 4_294_967_294, gid: 4_294_967_294 },
  ]);
});

test('the server never runs as root', async () => {
  const user = await findServerUser('/nonexistent');
  expect(user.uid).not.toBe(0);
  if (!isRoot) expect(user.uid).toBe(process.geteuid?.());
});

test.runIf(isRoot)('a cluster that belongs to root is refused', async () => {
  const path = await passableDirectory();
  await writeFile(`${path}/PG_VERSION`, '18');
  await expect(findServerUser(path)).rejects.toMatchObject({
    code: 'unsupported',
    hint: expect.stringContaining('DATABASE_URL'),
  });
});
