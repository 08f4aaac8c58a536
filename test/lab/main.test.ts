import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exec } from '../../src/exec.ts';

function lab(...words: string[]) {
  return exec(process.execPath, [join(import.meta.dirname, 'main.ts'), ...words], options());
}

function options() {
  return { signal: new AbortController().signal, timeoutMs: 20_000 };
}

describe('npm run lab', () => {
  it('names the labs there are when it is asked for another', async () => {
    const { exitCode, stderr, stdout } = await lab('up', 'vmware');
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toBe('there is no lab "vmware"\nThere is: libvirt, virtualbox.\n');
  });

  it.each([[['up']], [['down', 'libvirt']]])('shows how it is used after %j', async (words) => {
    const { exitCode, stderr } = await lab(...words);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('npm run lab -- up libvirt|virtualbox');
  });

  it('names the packages that bring what is missing, and makes nothing', async () => {
    const main = join(import.meta.dirname, 'main.ts');
    const { exitCode, stderr } = await exec(process.execPath, [main, 'up', 'libvirt'], {
      ...options(),
      env: { PATH: '/nowhere' },
    });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^apt-get install .*\blibvirt-clients\b/m);
  });

  it('has nothing to end where no lab is up', async () => {
    const { exitCode, stderr, stdout } = await lab('down', '--name', `never-${process.pid}`);
    expect({ exitCode, stderr, stdout }).toEqual({ exitCode: 0, stderr: '', stdout: '' });
  });
});
