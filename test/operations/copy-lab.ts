import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { exec } from '../../src/exec.ts';
import type { GuestResult } from '../../src/hypervisor/guest.ts';
import type { MachineState } from '../../src/hypervisor.ts';
import { type BenchOptions, openBench } from '../commands/bench.ts';
import { guest, machine, pretend } from '../doubles/hypervisor.ts';

const signal = new AbortController().signal;

export const sh = async (argv: readonly string[]): Promise<GuestResult> => {
  const [file = '', ...args] = argv;
  const { exitCode = 1, stdout, stderr } = await exec(file, args, { signal, timeoutMs: 60_000 });
  return { exitCode, stdout, stderr, truncated: false };
};

/** Two guests that are shells of this machine, each with a folder of its own. */
export async function openLab(options: BenchOptions = {}) {
  const root = await mkdtemp(join(tmpdir(), 'nakhoda-copy-'));
  const folders = { e1: `${root}/e1`, e2: `${root}/e2` };
  await Promise.all(Object.values(folders).map((folder) => mkdir(folder)));
  const works: Promise<GuestResult>[] = [];
  const scripts: string[] = [];
  const marks = new Set<string>();
  const sent: number[] = [];
  const lab = {
    ...folders,
    /** What a guest is asked comes here first: what is answered here is not run. */
    instead: (_script: string, _argv: readonly string[]): Promise<GuestResult> | undefined =>
      undefined,
    /** What is not whole, beside its target or in /tmp. */
    left: () =>
      [...marks]
        .flatMap((mark) => [`${folders.e2}/.nakhoda-copy-${mark}`, `/tmp/.nakhoda-piece-${mark}`])
        .filter((path) => existsSync(path)),
    /** Bytes of each piece, as it went into the second guest. */
    sent,
    ran: (script: string) => scripts.filter((one) => one === script).length,
    async close() {
      for (const path of [root, ...lab.left()]) await rm(path, { recursive: true, force: true });
    },
  };
  const channel = guest({
    async start(_machine, argv) {
      const [, , script = '', , , mark = ''] = argv;
      scripts.push(script);
      if (/^[\da-f]{24}$/.test(mark)) marks.add(mark);
      const said = lab.instead(script, argv) ?? sh(argv);
      said.catch(() => {});
      return { pid: works.push(said) };
    },
    wait: (_machine, { pid }) => works[pid - 1] ?? expect.unreachable(),
    write: (_machine, path, content) => {
      sent.push(content.length);
      return writeFile(path, content);
    },
  });
  const site = pretend({ guest: channel });
  const state = (name: string, now: MachineState = 'running') =>
    machine(name, { state: now, host: name === 'e1' ? 'kvm-a' : 'kvm-b' });
  site.machines = [state('e1'), state('e2')];
  return Object.assign(lab, { bench: openBench([site.hypervisor], options) });
}

export type CopyLab = Awaited<ReturnType<typeof openLab>>;
