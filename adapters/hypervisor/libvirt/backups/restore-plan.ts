import { BotError } from '../../../../src/errors.ts';
import { bytes } from '../../../../src/format.ts';
import { runScript } from '../../../../src/host/script.ts';
import type { Restore } from '../../../../src/hypervisor/backups.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import type { Client } from '../client.ts';
import { child, parseXml, text } from '../domain-xml.ts';
import { machineNameFault } from '../machine-name.ts';
import type { BackupDisk, StoredBackup } from './manifest.ts';
import { survey } from './survey.ts';

export interface RestoreAsked {
  readonly stored: StoredBackup;
  readonly wanted: Restore;
  readonly signal: AbortSignal;
  readonly machines: (signal: AbortSignal) => Promise<readonly Machine[]>;
}

export interface RestorePlan {
  /** The machine that is overwritten. */
  readonly replaces?: Machine | undefined;
  readonly name: string;
  /** Of each disk, the directory it comes to lie in, and its format there. */
  readonly disks: readonly PlannedDisk[];
  readonly needsBytes: number;
  readonly freeBytes: number;
}

export interface PlannedDisk {
  readonly disk: BackupDisk;
  readonly directory: string;
  readonly format: 'raw' | 'qcow2';
}

/** Where disks go whose own directory is not there any more, or that lay in no file. */
const USUAL = '/var/lib/libvirt/images';

export async function planRestore(client: Client, asked: RestoreAsked): Promise<RestorePlan> {
  const { stored, wanted, signal, machines } = asked;
  const { manifest } = stored;
  const all = await machines(signal);
  const replaces =
    wanted.as === 'same' ? all.find(({ id }) => id === manifest.machine.id) : undefined;
  const name = wanted.as === 'new' ? wanted.name : (replaces?.name ?? manifest.machine.name);
  checkName(
    name,
    all.filter((each) => each !== replaces),
  );
  const fallback = await poolDirectory(client, signal);
  const wishes = manifest.disks.map((disk) => wish(disk));
  const there = await existing(
    client,
    wishes.filter((path) => path !== undefined),
    signal,
  );
  const disks = manifest.disks.map((disk, at): PlannedDisk => {
    const own = wishes[at];
    const directory = own !== undefined && there.has(own) ? own : fallback;
    return {
      disk,
      directory,
      format: disk.type === 'file' && disk.format === 'raw' ? 'raw' : 'qcow2',
    };
  });
  const room = await readRoom(client, { stored, disks, signal });
  return { replaces, name, disks, ...room };
}

function wish({ type, path }: BackupDisk): string | undefined {
  return type === 'file' && path ? path.slice(0, path.lastIndexOf('/')) || '/' : undefined;
}

function checkName(name: string, others: readonly Machine[]): void {
  const wrong = machineNameFault(name);
  if (wrong !== undefined) {
    throw new BotError('invalid', `a machine's name ${wrong}`, { hint: 'Nothing was changed.' });
  }
  if (!others.some((each) => each.name === name)) return;
  throw new BotError('conflict', `there is a machine called ${name} already`, {
    hint: 'Take another name, or rename or delete that machine. Nothing was changed.',
  });
}

/** The default pool's, where there is one: https://libvirt.org/formatstorage.html */
async function poolDirectory(client: Client, signal: AbortSignal): Promise<string> {
  const [answer = { out: '', err: '' }] = await client.answers(['pool-dumpxml default'], {
    signal,
    slow: true,
  });
  if (answer.err !== '') return USUAL;
  const path = text(child(parseXml(answer.out), 'pool', 'target'), 'path');
  return path?.startsWith('/') ? path : USUAL;
}

async function existing(
  { reach }: Client,
  directories: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const unique = [...new Set(directories)];
  const script = 'for each; do [ -d "$each" ] && echo yes || echo no; done';
  const lines = (await runScript(reach, [script, ...unique], { signal })).split('\n');
  return new Set(unique.filter((_, at) => lines[at] === 'yes'));
}

async function readRoom(
  { reach }: Client,
  {
    stored,
    disks,
    signal,
  }: Pick<RestoreAsked, 'stored' | 'signal'> & { disks: readonly PlannedDisk[] },
): Promise<Pick<RestorePlan, 'needsBytes' | 'freeBytes'>> {
  const sizes = new Map(stored.manifest.files.map(({ name, bytes: size }) => [name, size]));
  const needsBytes = disks.reduce(
    (sum, { disk }) => sum + (sizes.get(disk.file) ?? disk.virtualBytes),
    0,
  );
  const directories = [...new Set(disks.map(({ directory }) => directory))];
  const rooms = await Promise.all(
    directories.map((directory) => survey(reach, { directory, disks: [] }, { signal })),
  );
  return { needsBytes, freeBytes: Math.min(...rooms.map(({ freeBytes }) => freeBytes)) };
}

export function refuseRestore({ replaces, needsBytes, freeBytes }: RestorePlan): void {
  if (replaces && !['stopped', 'crashed', 'hibernated'].includes(replaces.state)) {
    throw new BotError('conflict', `${replaces.name} is ${replaces.state}`, {
      hint: 'Turn it off first (`vm shutdown`), or restore to a new name. Nothing was changed.',
    });
  }
  if (needsBytes <= freeBytes) return;
  throw new BotError(
    'conflict',
    `the restored disks take ${bytes(needsBytes)}, and ${bytes(freeBytes)} are free there`,
    {
      hint: 'The old disks stay until the new ones are whole. Make room first; nothing was changed.',
    },
  );
}
