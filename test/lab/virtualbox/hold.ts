import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { open } from '../../../src/exec.ts';
import type { BoxHost } from './host.ts';

const script = join(import.meta.dirname, 'hold.py');

/** A session of another program's, as a window of VirtualBox has it while it shows a machine's settings. */
export interface Hold {
  release(): Promise<void>;
}

/** Fulfils when the machine is held. */
export async function holdMachine({ directory }: BoxHost, id: string): Promise<Hold> {
  const pid = (await readFile(join(directory, 'pid'), 'utf8')).trim();
  const settings = ['USER=root', 'LOGNAME=root', 'PATH=/usr/sbin:/usr/bin', 'LC_ALL=C.UTF-8'];
  const sdk = ['VBOX_PROGRAM_PATH=/usr/lib/virtualbox', 'VBOX_SDK_PATH=/usr/lib/virtualbox/sdk'];
  const words = ['--target', pid, '--mount', '--uts', '--net', '--pid', '--', '/usr/bin/env', '-i'];
  const python = ['python3', '-c', await readFile(script, 'utf8'), id];
  const home = `HOME=${join(directory, 'home')}`;
  const child = open('nsenter', [...words, home, ...settings, ...sdk, ...python]);
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
  const held = new Promise<true>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      if (chunk.includes('held')) resolve(true);
    });
  });
  const isHeld = await Promise.race([held, child.ended.then(() => false)]);
  if (!isHeld) throw new Error(`the machine is not held: ${said}`);
  return {
    async release() {
      child.stdin.end();
      await child.ended;
    },
  };
}
