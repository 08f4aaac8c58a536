import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exec } from '../../src/exec.ts';

function lab(...words: string[]) {
  return exec(process.execPath, [join(import.meta.dirname, 'main.ts'), ...words], {
    signal: new AbortController().signal,
    timeoutMs: 20_000,
  });
}

describe('npm run lab', () => {
  it('names the labs there are when it is asked for another', async () => {
    const { exitCode, stderr, stdout } = await lab('up', 'vmware');
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toBe('there is no lab "vmware"\nThere is: libvirt.\n');
  });

  it.each([[[]], [['up']], [['down', 'libvirt']], [['restart']]])(
    'shows how it is used after %j',
    async (words) => {
      const { exitCode, stderr } = await lab(...words);
      expect(exitCode).toBe(1);
      expect(stderr).toContain('npm run lab -- up libvirt');
    },
  );

  it('has nothing to end where no lab is up', async () => {
    const { exitCode, stderr, stdout } = await lab('down', '--name', `never-${process.pid}`);
    expect({ exitCode, stderr, stdout }).toEqual({ exitCode: 0, stderr: '', stdout: '' });
  });
});
