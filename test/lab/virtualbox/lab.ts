import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { openSsh } from '../libvirt/ssh.ts';
import { allEnded } from '../run.ts';
import { type BoxHost, boxIsUp, programOf, startBox, stopBox } from './host.ts';
import { imagesOf, putImages } from './images.ts';
import { defineBoxMachine, letNewMachinesStart, startBoxMachine } from './machine.ts';
import { preparedRoot } from './root.ts';

/** The bot uses the first beside it and the second over ssh. */
export const hostsOfLab = {
  'vbox-a': { running: 'b1', off: 'b2' },
  'vbox-b': { running: 'b3', off: 'b4' },
} as const;
type HostName = keyof typeof hostsOfLab;
const names = Object.keys(hostsOfLab);

const Host = z.object({ name: z.string(), directory: z.string() });
const Lab = z.object({ hosts: z.object({ 'vbox-a': Host, 'vbox-b': Host }) });

/** What a test needs to reach behind the bot's back. */
export interface VirtualBoxLab {
  readonly hosts: Readonly<Record<HostName, BoxHost>>;
}

export interface StartOptions {
  readonly signal: AbortSignal;
  say(line: string): void;
}

/** Starts both hosts and their machines below a directory; gives the sites for the configuration. */
export async function startVirtualBox(
  directory: string,
  { signal, say }: StartOptions,
): Promise<readonly object[]> {
  const root = await preparedRoot(signal, say);
  const hosts = {
    'vbox-a': { name: 'vbox-a', directory: join(directory, 'vbox-a') },
    'vbox-b': { name: 'vbox-b', directory: join(directory, 'vbox-b') },
  } as const;
  say('starting vbox-a with b1, b2 and vbox-b with b3, b4');
  await allEnded(Object.values(hosts).map((host) => start(host, root, signal)));
  const keys = join(directory, 'ssh');
  const ssh = await openSsh(hosts['vbox-b'], { directory: keys, signal });
  const lab: VirtualBoxLab = { hosts };
  await writeFile(join(directory, 'virtualbox.json'), JSON.stringify(lab, null, 2));
  return [
    {
      ...{ name: 'vbox-a', kind: 'virtualbox', program: programOf(hosts['vbox-a'].directory) },
      // The bot is not in the host's root: its own home is another one.
      backups: { directory: join(hosts['vbox-a'].directory, 'backups') },
      images: [imagesOf(hosts['vbox-a'])],
    },
    { name: 'vbox-b', kind: 'virtualbox', ssh, images: [imagesOf(hosts['vbox-b'])] },
  ];
}

async function start(
  host: BoxHost & { readonly name: HostName },
  root: string,
  signal: AbortSignal,
): Promise<void> {
  await mkdir(host.directory, { mode: 0o700 });
  await startBox(host, { root, signal });
  await letNewMachinesStart(host, signal);
  await putImages(host, signal);
  const { running, off } = hostsOfLab[host.name];
  await startBoxMachine(host, await defineBoxMachine(host, { name: running }, signal), signal);
  await defineBoxMachine(host, { name: off }, signal);
}

/** Ends everything that `startVirtualBox` started below the directory, also when it was cut short. */
export async function stopVirtualBox(directory: string): Promise<void> {
  await allEnded(names.map((name) => stopBox(join(directory, name))));
}

export function virtualBoxIsUp(directory: string): boolean {
  return (
    existsSync(join(directory, 'virtualbox.json')) &&
    names.every((name) => boxIsUp(join(directory, name)))
  );
}

/** The lab that a configuration printed by `npm run lab -- up virtualbox` belongs to. */
export async function openVirtualBoxLab(configuration: string): Promise<VirtualBoxLab> {
  const file = join(dirname(configuration), 'virtualbox.json');
  return Lab.parse(JSON.parse(await readFile(file, 'utf8')));
}
