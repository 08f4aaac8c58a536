import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { allEnded, run } from '../run.ts';
import { type GuestImage, guestImage } from './guest-image.ts';
import { hostIsUp, hostUri, type LabHost, startHost, stopHost, virsh } from './host.ts';
import { defineMachine, type MachineSpec, waitForAgent } from './machine.ts';
import { openPools } from './pools.ts';
import { guestKey, openSsh, writeSshConfig } from './ssh.ts';

/** Two hosts on one segment. The bot uses the first through its socket and the second over ssh. */
const hostsOfLab = [
  { name: 'kvm-a', address: '10.77.0.1' },
  { name: 'kvm-b', address: '10.77.0.2' },
] as const;

interface Guest extends MachineSpec {
  readonly host: (typeof hostsOfLab)[number]['name'];
  readonly started: boolean;
}

export const guests: readonly Guest[] = [
  { name: 'e1', host: 'kvm-a', address: '10.77.0.31', started: true },
  { name: 'e2', host: 'kvm-b', address: '10.77.0.32', started: true },
  { name: 'e3', host: 'kvm-a', address: '10.77.0.33', started: false },
  { name: 'mute', host: 'kvm-b', address: '10.77.0.34', started: true, agent: false },
];

const Host = z.object({ name: z.string(), address: z.string(), directory: z.string() });
const Lab = z.object({
  hosts: z.object({ 'kvm-a': Host, 'kvm-b': Host }),
  image: z.object({ directory: z.string() }),
});

/** What a test needs to reach behind the bot's back. */
export interface LibvirtLab {
  readonly hosts: Readonly<Record<(typeof hostsOfLab)[number]['name'], LabHost>>;
  readonly image: GuestImage;
}

export interface StartOptions {
  readonly signal: AbortSignal;
  say(line: string): void;
}

/** Starts both hosts and their guests below a directory; gives the sites for the configuration. */
export async function startLibvirt(
  directory: string,
  { signal, say }: StartOptions,
): Promise<readonly object[]> {
  const image = await guestImage(signal, say);
  const [a, b] = hostsOfLab.map((host) => ({ ...host, directory: join(directory, host.name) })) as [
    LabHost,
    LabHost,
  ];
  await Promise.all([a, b].map((host) => mkdir(host.directory, { mode: 0o700 })));
  say('starting kvm-a and kvm-b');
  await allEnded([startHost(a, signal), startHost(b, signal)]);
  await joinHosts(a, b, signal);
  await allEnded([a, b].map((host) => openPools(host, { image, signal })));
  const keys = join(directory, 'ssh');
  const access = {
    'kvm-a': await openSsh(a, { directory: keys, signal }),
    'kvm-b': await openSsh(b, { directory: keys, signal }),
  };
  await writeSshConfig(keys, access);
  const key = await guestKey(keys, signal);
  say(`starting ${guests.map((guest) => guest.name).join(', ')}`);
  const homes = { 'kvm-a': a, 'kvm-b': b };
  await allEnded(
    guests.map((guest) =>
      startGuest(homes[guest.host], guest.agent === false ? { ...guest, key } : guest, {
        image,
        signal,
      }),
    ),
  );
  const lab: LibvirtLab = { hosts: homes, image };
  await writeFile(join(directory, 'libvirt.json'), JSON.stringify(lab, null, 2));
  return [
    // Its network is not the bot's, so that the bot could not find its address out.
    {
      name: 'kvm-a',
      kind: 'libvirt',
      // /dev/kvm may open here and not work.
      emulate: true,
      uri: hostUri(a),
      address: hostsOfLab[0].address,
      // Seen under one path by the bot and by the host, which has files of its own elsewhere.
      backups: { directory: join(a.directory, 'backups') },
    },
    { name: 'kvm-b', kind: 'libvirt', ssh: access['kvm-b'], emulate: true },
  ];
}

/** One cable between the two bridges: every guest reaches every other, and nothing outside. */
async function joinHosts(a: LabHost, b: LabHost, signal: AbortSignal): Promise<void> {
  const [pidA, pidB] = await Promise.all(
    [a, b].map(async (host) => (await readFile(join(host.directory, 'pid'), 'utf8')).trim()),
  );
  const inA = ['--target', `${pidA}`, '--net', '--', 'ip', 'link'];
  const inB = ['--target', `${pidB}`, '--net', '--', 'ip', 'link'];
  const cable = ['add', 'to-b', 'type', 'veth', 'peer', 'name', 'to-a', 'netns', `${pidB}`];
  await run('nsenter', [...inA, ...cable], { signal });
  await run('nsenter', [...inA, 'set', 'to-b', 'master', 'br0', 'up'], { signal });
  await run('nsenter', [...inB, 'set', 'to-a', 'master', 'br0', 'up'], { signal });
}

async function startGuest(
  host: LabHost,
  guest: Guest,
  options: { readonly image: GuestImage; readonly signal: AbortSignal },
): Promise<void> {
  const uuid = await defineMachine(host, guest, options);
  if (!guest.started) return;
  await virsh(host, ['start', uuid], { signal: options.signal });
  if (guest.agent !== false) await waitForAgent(host, uuid, options.signal);
}

/** Ends everything that `startLibvirt` started below the directory, also when it was cut short. */
export async function stopLibvirt(directory: string): Promise<void> {
  await allEnded(hostsOfLab.map(({ name }) => stopHost(join(directory, name))));
}

export function libvirtIsUp(directory: string): boolean {
  return (
    existsSync(join(directory, 'libvirt.json')) &&
    hostsOfLab.every(({ name }) => hostIsUp(join(directory, name)))
  );
}

/** The lab that a configuration printed by `npm run lab -- up libvirt` belongs to. */
export async function openLibvirtLab(configuration: string): Promise<LibvirtLab> {
  const file = join(dirname(configuration), 'libvirt.json');
  return Lab.parse(JSON.parse(await readFile(file, 'utf8')));
}
