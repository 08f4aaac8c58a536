import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { exec } from '../../src/exec.ts';

function lab(...words: string[]) {
  return exec(process.execPath, [join(import.meta.dirname, 'main.ts'), ...words], options());
}

const Configuration = z.object({ sites: z.array(z.object({ urls: z.array(z.string()) })) });

/** Whether somebody listens there. */
function answers(url: string): Promise<boolean> {
  const { hostname: host, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(port) });
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('close', () => socket.destroy());
    socket.once('connect', () => socket.destroy());
  });
}

function options() {
  return { signal: new AbortController().signal, timeoutMs: 20_000 };
}

describe('npm run lab', () => {
  it('names the labs there are when it is asked for another', async () => {
    const { exitCode, stderr, stdout } = await lab('up', 'vmware');
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toBe('there is no lab "vmware"\nThere is: libvirt, virtualbox, proxmox.\n');
  });

  it.each([[['up']], [['down', 'libvirt']]])('shows how it is used after %j', async (words) => {
    const { exitCode, stderr } = await lab(...words);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('npm run lab -- up libvirt|virtualbox|proxmox');
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

  it('starts a pretended Proxmox VE that answers, and ends it', async () => {
    const name = `pve-${process.pid}`;
    const up = await lab('up', 'proxmox', '--name', name);
    const configuration = up.stdout.trim().split('\n').at(-1) ?? '';
    const { sites } = Configuration.parse(parse(await readFile(configuration, 'utf8')));
    const url = sites[0]?.urls[0] ?? '';
    expect(await answers(url)).toBe(true);
    expect((await lab('down', '--name', name)).exitCode).toBe(0);
    expect(await answers(url)).toBe(false);
    expect(existsSync(configuration)).toBe(false);
  });

  it('has nothing to end where no lab is up', async () => {
    const { exitCode, stderr, stdout } = await lab('down', '--name', `never-${process.pid}`);
    expect({ exitCode, stderr, stdout }).toEqual({ exitCode: 0, stderr: '', stdout: '' });
  });
});
