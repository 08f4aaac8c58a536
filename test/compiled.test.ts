import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { environment, main } from './program/program.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'nakhoda-compiled-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** What a process keeps its compiled files in, given these places. */
async function keptIn(places: readonly string[]): Promise<string> {
  const module = new URL('../src/compiled.ts', import.meta.url).href;
  const program = `import { keepCompiled } from ${JSON.stringify(module)};
    import { getCompileCacheDir } from 'node:module';
    keepCompiled(${JSON.stringify(places)});
    console.log(getCompileCacheDir());`;
  const argv = ['--input-type=module', '-e', program];
  return (await execa(process.execPath, argv, { env: unset })).stdout;
}

const unset = { NODE_COMPILE_CACHE: undefined, NODE_DISABLE_COMPILE_CACHE: undefined };

describe('what was compiled', () => {
  it('is kept in the first place that can be written to', async () => {
    const file = join(directory, 'file');
    writeFileSync(file, '');
    const good = join(directory, 'good');
    expect(await keptIn([join(file, 'below'), good])).toContain(good);
    expect(await keptIn([good, join(directory, 'other')])).toContain(good);
  });

  it('is kept nowhere where none can be, and that is no failure', async () => {
    const file = join(directory, 'file');
    writeFileSync(file, '');
    expect(await keptIn([join(file, 'below')])).toBe('undefined');
  });

  it('is taken up by the next start', async () => {
    const start = async () => {
      const env = { ...environment(), ...unset, NODE_DEBUG_NATIVE: 'COMPILE_CACHE' };
      const { all } = await execa(process.execPath, [main, '--version'], { env, all: true });
      return all;
    };
    await start();
    const program = fileURLToPath(new URL('../src/program.ts', import.meta.url));
    expect(await start()).toContain(`V8 code cache for ESM file://${program} was accepted`);
  });
});

describe('the data directory is a place', () => {
  const isRoot = process.geteuid?.() === 0;
  const somebody = 10_017;
  /** The places of a user who is not root, who needs no second one. */
  async function places(data: string): Promise<readonly string[]> {
    const module = new URL('../src/compiled.ts', import.meta.url).href;
    const program = `import { placesFor } from ${JSON.stringify(module)};
      ${isRoot ? `process.setuid(${somebody});` : ''}
      console.log(JSON.stringify(placesFor(${JSON.stringify(data)})));`;
    const argv = ['--input-type=module', '-e', program];
    return JSON.parse((await execa(process.execPath, argv, { env: unset })).stdout);
  }

  it.each([
    { mode: 0o700, own: true },
    { mode: 0o755, own: true },
    { mode: 0o775, own: false },
    { mode: 0o777, own: false },
  ])('with the mode $mode: $own', async ({ mode, own }) => {
    if (isRoot) chownSync(directory, somebody, somebody);
    chmodSync(directory, mode);
    const all = await places(directory);
    expect(all.slice(1)).toEqual(own ? [join(directory, 'compiled')] : []);
  });

  it('only once it is there, and where it belongs to nobody else', async () => {
    expect(await places(join(directory, 'absent'))).toHaveLength(1);
    if (isRoot) expect(await places(directory)).toHaveLength(1);
  });
});
