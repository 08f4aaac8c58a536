import { accepted, type Client } from '../client.ts';
import { attribute, child, children, parseXml } from '../domain-xml.ts';
import { parseList } from '../machines.ts';
import type { Answer } from '../transcript.ts';
import { uuidWord } from '../words.ts';

/** A disk as a machine's definition has it. */
export interface DomainDisk {
  /** What names it within its machine: `vda`. */
  readonly target: string;
  readonly device: string;
  /** Absent for an empty drive, and for a disk that is no file or device of this host. */
  readonly path?: string | undefined;
  /** Where the definition names a volume instead of a path. */
  readonly volume?: { readonly pool: string; readonly name: string } | undefined;
  readonly format?: string | undefined;
  readonly readonly: boolean;
  readonly shareable: boolean;
  /** The files below it, top first, where libvirt tells them: while the machine runs. */
  readonly backing: readonly string[];
  /** True where libvirt told the files below it, or that there are none. */
  readonly isChainTold: boolean;
}

/** One machine with what it holds: the disks of its definition and those it runs with. */
export interface DomainFiles {
  readonly id: string;
  readonly name: string;
  readonly disks: readonly DomainDisk[];
  readonly segments: readonly DomainSegment[];
}

export interface DomainSegment {
  readonly kind: 'bridge' | 'network';
  readonly name: string;
}

/** Milliseconds for the definitions of a whole host. */
const LIMIT = 15_000;

/** What every machine of the host uses, running or not. */
export async function readDomains(
  client: Client,
  signal: AbortSignal,
): Promise<readonly DomainFiles[]> {
  const asked = { signal, timeoutMs: LIMIT, slow: true };
  const [names = ''] = await client.query(['list --all --uuid --name'], asked);
  const listed = parseList(names);
  const lines = listed.flatMap(({ id }) => [
    `dumpxml ${uuidWord(id)} --inactive`,
    `dumpxml ${uuidWord(id)}`,
  ]);
  const answers = await client.answers(lines, asked);
  return listed.map((one, at) => {
    // A transient machine has no stored definition, one that went away has neither.
    const [stored, now] = [answers[2 * at], answers[2 * at + 1]].map((answer) =>
      answer === undefined || isGone(answer) ? undefined : parseDomain(accepted(answer, one.name)),
    );
    return { ...one, ...joined(stored, now) };
  });
}

/** Any other refusal is thrown: files of a machine that cannot be read would look like nobody's. */
function isGone({ err }: Answer): boolean {
  return /failed to get domain|Domain not found/.test(err);
}

type Parts = Pick<DomainFiles, 'disks' | 'segments'>;

/** What it runs with, and what its next start would take besides. */
function joined(stored: Parts = { disks: [], segments: [] }, now: Parts = stored): Parts {
  const later = stored.disks.filter(({ path }) => !now.disks.some((disk) => disk.path === path));
  return { disks: [...now.disks, ...later], segments: stored.segments };
}

export function parseDomain(xml: string): Parts {
  const devices = child(parseXml(xml), 'domain', 'devices');
  return {
    disks: children(devices, 'disk').map(parseDisk),
    segments: children(devices, 'interface').flatMap(
      (card) => segment(child(card, 'source')) ?? [],
    ),
  };
}

function segment(source: Node): DomainSegment | undefined {
  const network = attribute(source, 'network');
  if (network !== undefined) return { kind: 'network', name: network };
  const bridge = attribute(source, 'bridge');
  return bridge === undefined ? undefined : { kind: 'bridge', name: bridge };
}

type Node = Parameters<typeof child>[0];

function parseDisk(disk: Node): DomainDisk {
  const source = child(disk, 'source');
  const pool = attribute(source, 'pool');
  const name = attribute(source, 'volume');
  return {
    target: attribute(child(disk, 'target'), 'dev') ?? '',
    device: attribute(disk, 'device') ?? 'disk',
    path: attribute(source, 'file') ?? attribute(source, 'dev'),
    volume: pool === undefined || name === undefined ? undefined : { pool, name },
    format: attribute(child(disk, 'driver'), 'type'),
    readonly: disk['readonly'] !== undefined,
    shareable: disk['shareable'] !== undefined,
    backing: chain(child(disk, 'backingStore')),
    isChainTold: 'backingStore' in disk,
  };
}

function chain(store: Node): string[] {
  const source = child(store, 'source');
  const path = attribute(source, 'file') ?? attribute(source, 'dev');
  return path === undefined ? [] : [path, ...chain(child(store, 'backingStore'))];
}
