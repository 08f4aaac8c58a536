import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { BotError } from '../src/errors.ts';
import { onUse } from '../src/on-use.ts';

it('code is loaded at the first call, and its answer is given on', async () => {
  let loaded = 0;
  const add = onUse(async () => {
    loaded += 1;
    return (a: number, b: number) => a + b;
  });
  expect(loaded).toBe(0);
  expect(await add(1, 2)).toBe(3);
  expect(loaded).toBe(1);
});

it('a package that is not there is told with the way to it', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'nakhoda-on-use-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const file = join(directory, 'part.mjs');
  writeFileSync(file, "import 'no-such-package';\n");
  const act = onUse(async () => (await import(pathToFileURL(file).href)).act);
  const error = await act().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(BotError);
  expect(error).toMatchObject({
    code: 'failed',
    message: expect.stringMatching(/^A part of the bot cannot be loaded: .*no-such-package/),
    hint: expect.stringContaining('npm ci'),
  });
});

it('what fails in the code itself stays what it is', async () => {
  const fault = new TypeError('no such thing');
  const act = onUse(async () => () => {
    throw fault;
  });
  await expect(act()).rejects.toBe(fault);
  const broken = onUse(async (): Promise<() => void> => {
    throw fault;
  });
  await expect(broken()).rejects.toBe(fault);
});
