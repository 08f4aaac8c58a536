import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { Backup, Backups } from '../../../../../src/hypervisor/backups.ts';
import type { Hypervisor, Machine } from '../../../../../src/hypervisor.ts';
import { need } from '../../../../contracts/subject.ts';
import { type MemoryTask, memoryTask } from '../../../../contracts/task.ts';
import { type BoxHost, manage } from '../../../../lab/virtualbox/host.ts';
import { defineBoxMachine } from '../../../../lab/virtualbox/machine.ts';
import { createSite, openLab, type SiteName, siteSettings } from '../site.ts';

const { signal } = new AbortController();

/** A host of the lab with a place for backups of its own; what a test makes there is gone after it. */
export interface Workshop {
  readonly host: BoxHost;
  readonly site: Hypervisor;
  readonly backups: Backups;
  /** The place, in a folder with a space and letters of all kinds. */
  readonly place: string;
  /** A machine that is off, whose disk holds so many megabytes of noise. */
  define(name: string, megabytes: number): Promise<Machine>;
  /** One that can be started. */
  defineGuest(name: string): Promise<Machine>;
  /** As a bot that has just started sees it. */
  anew(): Backups;
  machine(id: string): Promise<Machine>;
  names(): Promise<readonly string[]>;
  create(machine: Machine, task?: MemoryTask): Promise<Backup>;
  list(): Promise<readonly Backup[]>;
  /** All that lies in the place. */
  files(): Promise<readonly string[]>;
  vbox(...args: string[]): Promise<string>;
}

export function useWorkshop(name: SiteName, more: object = {}): () => Workshop {
  let shop: Workshop | undefined;
  let before: readonly string[] = [];
  beforeAll(async () => {
    shop = await openWorkshop(name, more);
    before = await shop.names();
  });
  afterEach(async () => {
    const { site, vbox, place } = need(shop);
    for (const one of await site.machines(signal)) {
      if (before.includes(one.name)) continue;
      await vbox('controlvm', one.id, 'poweroff').catch(() => '');
      await until(() => vbox('unregistervm', one.id, '--delete'));
    }
    for (const entry of await readdir(place).catch(() => [])) {
      await rm(join(place, entry), { recursive: true });
    }
  });
  afterAll(() => shop?.site.close?.());
  return () => need(shop);
}

async function openWorkshop(name: SiteName, more: object): Promise<Workshop> {
  const host = (await openLab()).hosts[name];
  const place = join(host.directory, 'home', `kept "hère" it's $HOME`);
  await mkdir(place, { recursive: true });
  const settings = { ...(await siteSettings(name)), backups: { directory: place }, ...more };
  const site = createSite(name, settings);
  const backups = need(site.backups);
  const vbox = (...args: string[]) => manage(host, args, { signal, timeoutMs: 120_000 });
  const machine = async (id: string) => {
    const found = (await site.machines(signal)).find((one) => one.id === id);
    if (!found) throw new Error(`no machine ${id}`);
    return found;
  };
  return {
    ...{ host, site, backups, place, machine, vbox },
    anew: () => need(createSite(name, settings).backups),
    define: async (called, megabytes) => machine(await defineNoisy(host, called, megabytes)),
    defineGuest: async (called) => machine(await defineBoxMachine(host, { name: called }, signal)),
    names: async () => (await site.machines(signal)).map((one) => one.name).sort(),
    create: async (of, task = memoryTask()) =>
      (await backups.create(of, { note: '' }, task)).backup,
    list: () => backups.list({ signal }),
    files: () => readdir(place).catch(() => []),
  };
}

async function defineNoisy(host: BoxHost, name: string, megabytes: number): Promise<string> {
  const raw = join(host.directory, 'tmp', 'noise.raw');
  await writeFile(raw, randomBytes(megabytes * 1024 ** 2));
  const vbox = (...args: string[]) => manage(host, args, { signal, timeoutMs: 120_000 });
  const id = await defineBoxMachine(host, { name }, signal);
  const disk = join(host.directory, 'home', `${id}-noise.vdi`);
  await vbox('convertfromraw', raw, disk, '--format', 'VDI');
  await rm(raw);
  const plug = ['--storagectl', 'IDE', '--port', '0', '--device', '1', '--type', 'hdd'];
  await vbox('storageattach', id, ...plug, '--medium', disk);
  return id;
}

/** VBoxManage at work with these words in its argv, as the outside sees it. */
export function clientWith(...words: readonly string[]): number | undefined {
  return processes('VBoxManage').find((pid) => {
    const argv = textOf(`/proc/${pid}/cmdline`).split('\0');
    return words.every((word) => argv.includes(word));
  });
}

/** The service of the host's VirtualBox. */
export function serviceOf({ directory }: BoxHost): number | undefined {
  return processes('VBoxSVC').find((pid) =>
    textOf(`/proc/${pid}/environ`).includes(`HOME=${directory}/home\0`),
  );
}

function processes(program: string): readonly number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && exeOf(entry).endsWith(`/${program}`))
    .map(Number);
}

function exeOf(entry: string): string {
  try {
    return readlinkSync(`/proc/${entry}/exe`);
  } catch {
    return '';
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** Runs a program inside the host's own mounts, now and to its end: nothing else happens meanwhile. */
export async function insideOf({ directory }: BoxHost) {
  const pid = (await readFile(join(directory, 'pid'), 'utf8')).trim();
  const [enter, ...words] = ['nsenter', '--target', pid, '--mount', '--'] as const;
  return (...argv: readonly string[]) =>
    execFileSync(enter, [...words, ...argv], { encoding: 'utf8' });
}

async function until(ask: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await ask();
      return;
    } catch (error) {
      if (tries === 240) throw error;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}
