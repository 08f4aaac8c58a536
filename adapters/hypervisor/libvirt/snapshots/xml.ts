import type { NewSnapshot, Snapshot } from '../../../../src/hypervisor/snapshots.ts';
import { attribute, child, children, parseXml, text } from '../domain-xml.ts';
import { xml } from '../escape-xml.ts';
import { checkSnapshotName } from './name.ts';
import type { ExternalParts } from './plan.ts';

/** A snapshot with what the adapter reads of it: https://libvirt.org/formatsnapshot.html */
export interface SnapshotRecord extends Omit<Snapshot, 'current'> {
  /** The operation that made it, where that was one of ours. */
  readonly tag?: string | undefined;
  /** libvirt's word for what was saved: `running`, `paused`, `shutoff`, `disk-snapshot`. */
  readonly savedState: string;
  readonly disksHeld: readonly string[];
  readonly isExternal: boolean;
  /** Files that came to be with it: layers on the disks, and the memory where that is a file of its own. */
  readonly layers: readonly string[];
  readonly memoryFile?: string | undefined;
  /** The disks its machine had then, which may lie below those layers now. */
  readonly disksThen: readonly string[];
}

/** The last line of a description we wrote: the mark by which `look` finds it. */
const markLine = /(?:^|\n)nakhoda:([\w-]+)$/;

export function parseSnapshot(answer: string): SnapshotRecord {
  const root = child(parseXml(answer), 'domainsnapshot');
  const disks = children(child(root, 'disks'), 'disk');
  const memory = attribute(child(root, 'memory'), 'snapshot');
  const kept = (kind: string) => disks.filter((disk) => attribute(disk, 'snapshot') === kind);
  const described = text(root, 'description') ?? '';
  const name = text(root, 'name') ?? '';
  return {
    id: name,
    name,
    description: described.replace(markLine, ''),
    tag: markLine.exec(described)?.[1],
    createdAt: Number(text(root, 'creationTime') ?? 0) * 1000,
    parent: text(child(root, 'parent'), 'name'),
    memory: memory === 'internal' || memory === 'external',
    savedState: text(root, 'state') ?? '',
    disksHeld: [...kept('internal'), ...kept('external')].map(
      (disk) => attribute(disk, 'name') ?? '',
    ),
    isExternal: memory === 'external' || kept('external').length > 0,
    layers: kept('external').flatMap(sourceFile),
    memoryFile: memory === 'external' ? attribute(child(root, 'memory'), 'file') : undefined,
    disksThen: children(child(root, 'domain', 'devices'), 'disk')
      .filter((disk) => attribute(disk, 'device') !== 'cdrom' && disk['readonly'] === undefined)
      .flatMap(sourceFile),
  };
}

function sourceFile(disk: Parameters<typeof child>[0]): string[] {
  const path = attribute(child(disk, 'source'), 'file');
  return path === undefined ? [] : [path];
}

/** What `snapshot-create` reads: the only place where a name or description is given to libvirt. */
export function snapshotXml(
  { name, description }: NewSnapshot,
  { tag, external }: { readonly tag: string; readonly external?: ExternalParts | undefined },
): string {
  checkSnapshotName(name);
  const marked = [description.trimEnd(), `nakhoda:${tag}`].filter((part) => part !== '').join('\n');
  const parts = external ? externalXml(external) : '';
  return `<domainsnapshot><name>${escapeXml(name)}</name><description>${escapeXml(marked)}</description>${parts}</domainsnapshot>\n`;
}

function externalXml({ memory, disks }: ExternalParts): string {
  const ram =
    memory === undefined
      ? `<memory snapshot='no'/>`
      : `<memory snapshot='external' file='${xml(memory)}'/>`;
  const files = disks.map(({ target, file }) =>
    file === undefined
      ? `<disk name='${xml(target)}' snapshot='no'/>`
      : `<disk name='${xml(target)}' snapshot='external'><driver type='qcow2'/><source file='${xml(file)}'/></disk>`,
  );
  return `${ram}<disks>${files.join('')}</disks>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '\r': '&#13;',
};

/** Characters that XML 1.0 cannot hold become the replacement character: https://www.w3.org/TR/xml/#charsets */
function escapeXml(value: string): string {
  return value
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/[&<>\r]/g, (character) => entities[character] ?? character);
}
