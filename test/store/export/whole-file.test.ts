import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeWhole } from '../../../src/store/export/whole-file.ts';
import { ownDirectory } from '../../setup/directory.ts';

/** Linux gives no process a number above 2^22: https://man7.org/linux/man-pages/man5/proc_sys_kernel.5.html */
const GONE = 99_999_999;

it('an unfinished file of its own name goes, parts of others stay', async () => {
  const directory = await ownDirectory();
  const others = [`bot.tar.part-${GONE}`, `other.part-${GONE}`, 'bot.part-one'];
  for (const name of [...others, `bot.part-${GONE}`]) await writeFile(join(directory, name), 'x');
  await writeWhole(join(directory, 'bot'), async (file) => {
    await new Promise<void>((resolve) => file.end('whole', resolve));
  });
  expect(new Set(await readdir(directory))).toEqual(new Set(['bot', ...others]));
});
