import { type AskedFor, accepted, type Client } from '../client.ts';
import { attribute, child, parseXml, text } from '../domain-xml.ts';
import { isPlainWord, uuidWord } from '../words.ts';
import { bytesOf, type PoolRecord } from './pool-records.ts';

/** A volume as libvirt has it. */
export interface VolumeRecord {
  readonly pool: string;
  readonly name: string;
  readonly path?: string | undefined;
  /** libvirt's word: `qcow2`, `raw`, `iso`, `dir`. */
  readonly format?: string | undefined;
  readonly capacityBytes?: number | undefined;
  /** What it takes on the storage. */
  readonly bytes?: number | undefined;
  /** The file below it. */
  readonly backing?: string | undefined;
  /** Octal rights of its file: libvirt sets those that were asked for when it has filled the volume. */
  readonly mode?: string | undefined;
}

/** Volumes whose names are no plain words; each costs a process. */
const MOST_ODD = 50;

interface Patience {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

/** Every volume of an active pool, as the storage has it now; each is opened. */
export async function readVolumes(
  client: Client,
  pool: PoolRecord,
  patience: Patience,
): Promise<readonly VolumeRecord[]> {
  const asked: AskedFor & Patience = { ...patience, slow: true };
  const names = await volumeNames(client, pool, asked);
  const plain = names.filter(isPlainWord);
  const lines = plain.map((name) => `vol-dumpxml --pool ${uuidWord(pool.uuid)} --vol ${name}`);
  const answers = await client.answers(lines, asked);
  const known = answers.flatMap(({ out, err }) => (err === '' ? [parseVolume(out, pool)] : []));
  const odd = names.filter((name) => !isPlainWord(name));
  const apart = await Promise.all(
    odd.slice(0, MOST_ODD).map((name) => readVolume(client, { pool, name, patience })),
  );
  const rest = odd.map((name, at) => apart[at] ?? { pool: pool.name, name });
  return [...known, ...rest];
}

/** One volume by its name, which goes to virsh as a word of its argv; absent when there is none. */
async function readVolume(
  { reach }: Client,
  { pool, name, patience }: { pool: PoolRecord; name: string; patience: Patience },
): Promise<VolumeRecord | undefined> {
  const words = ['vol-dumpxml', `--vol=${name}`, `--pool=${pool.uuid}`];
  const end = await reach.run(reach.virsh(words), patience);
  return end.exitCode === 0 ? parseVolume(end.stdout, pool) : undefined;
}

/** A refresh lets libvirt see what others put there; while a copy runs it refuses, and its list is fresh enough. */
async function volumeNames(client: Client, pool: PoolRecord, asked: AskedFor & Patience) {
  const id = uuidWord(pool.uuid);
  const [, list = { out: '', err: '' }] = await client.answers(
    [`pool-refresh ${id}`, `vol-list ${id}`],
    asked,
  );
  const table = accepted(list);
  if (!table.includes('\\x')) return parseVolumeNames(table, pool.path);
  // In the C locale virsh writes letters beyond ASCII as \xff.
  const wide = ['env', 'LC_ALL=C.UTF-8', ...client.reach.virsh(['vol-list', id])];
  const { stdout } = await client.reach.run(wide, asked);
  return parseVolumeNames(stdout, pool.path);
}

/** Rows of ` NAME   PATH` below a rule; a name may hold spaces, so the path is known by its folder. */
export function parseVolumeNames(table: string, folder: string | undefined): string[] {
  const lines = table.split('\n');
  const rule = lines.findIndex((line) => /^-{3,}$/.test(line));
  return lines.slice(rule + 1).flatMap((line) => {
    const name = rowName(line, folder);
    return rule < 0 || name === undefined || name === '' ? [] : [name];
  });
}

function rowName(line: string, folder: string | undefined): string | undefined {
  const at = folder === undefined ? -1 : line.lastIndexOf(`${folder}/`);
  if (at >= 0 && folder !== undefined) {
    const name = line.slice(at + folder.length + 1);
    if (line.startsWith(` ${name} `)) return name;
  }
  return line.trim().split(/ {3,}/)[0];
}

export function parseVolume(xml: string, pool: Pick<PoolRecord, 'name'>): VolumeRecord {
  const volume = child(parseXml(xml), 'volume');
  const target = child(volume, 'target');
  return {
    pool: pool.name,
    name: text(volume, 'name') ?? '',
    path: text(target, 'path'),
    format: attribute(child(target, 'format'), 'type'),
    capacityBytes: bytesOf(text(volume, 'capacity')),
    bytes: bytesOf(text(volume, 'allocation')),
    backing: text(child(volume, 'backingStore'), 'path'),
    mode: text(child(target, 'permissions'), 'mode'),
  };
}
