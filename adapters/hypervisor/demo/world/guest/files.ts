import { posix } from 'node:path';
import type { Seed } from '../fleet.ts';

/** A guest's whole file system: absolute path to content in base64, or null for a folder. */
export type Files = Readonly<Record<string, string | null>>;

/** The changed file system, or why not, in the guest's words. */
export type Change = { readonly files: Files } | { readonly problem: string };

/** All that fits on a demo guest's disk. The journal holds every write, so it is small. */
const DISK_BYTES = 8 * 1024 * 1024;

export function seedFiles(seed: Seed): Files {
  const text = (content: string) => Buffer.from(content).toString('base64');
  return {
    '/': null,
    '/etc': null,
    '/etc/hostname': text(`${seed.name}\n`),
    '/etc/hosts': text(`127.0.0.1 localhost\n127.0.1.1 ${seed.name}\n`),
    '/etc/os-release': text(
      'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nID=debian\nVERSION_ID="13"\n',
    ),
    '/home': null,
    '/root': null,
    '/srv': null,
    '/srv/readme.txt': text(`${seed.name} is a demo. Nothing here is real.\n`),
    '/tmp': null,
    '/var': null,
    '/var/log': null,
    ...(seed.scratch ? { '/scratch': null } : {}),
  };
}

/** The path as the guest takes it: absolute, without dots. */
function absolute(path: string): string {
  return posix.resolve('/', path);
}

export function kindOf(files: Files, path: string): 'file' | 'folder' | undefined {
  const node = files[absolute(path)];
  if (node === undefined) return undefined;
  return node === null ? 'folder' : 'file';
}

export function contentOf(files: Files, path: string): Buffer | undefined {
  const node = files[absolute(path)];
  return typeof node === 'string' ? Buffer.from(node, 'base64') : undefined;
}

/** The names in a folder, sorted. */
export function namesIn(files: Files, path: string): readonly string[] {
  const folder = absolute(path);
  return Object.keys(files)
    .filter((other) => other !== '/' && posix.dirname(other) === folder)
    .map((other) => posix.basename(other))
    .sort((a, b) => (a < b ? -1 : 1));
}

export function makeFolder(files: Files, path: string, parents: boolean): Change {
  const folder = absolute(path);
  const found = kindOf(files, folder);
  if (found === 'folder' && parents) return { files };
  if (found !== undefined) return { problem: 'File exists' };
  const parent = posix.dirname(folder);
  const above = kindOf(files, parent);
  if (above === 'folder') return { files: { ...files, [folder]: null } };
  if (above === 'file') return { problem: 'Not a directory' };
  if (!parents) return { problem: 'No such file or directory' };
  const made = makeFolder(files, parent, true);
  return 'files' in made ? { files: { ...made.files, [folder]: null } } : made;
}

/** Puts the file there, its missing folders too. */
export function writeFile(files: Files, path: string, base64: string): Change {
  const target = absolute(path);
  if (kindOf(files, target) === 'folder') return { problem: 'Is a directory' };
  const made = makeFolder(files, posix.dirname(target), true);
  if ('problem' in made) return made;
  const written = { ...made.files, [target]: base64 };
  return usedBytes(written) > DISK_BYTES
    ? { problem: 'No space left on device' }
    : { files: written };
}

export function remove(files: Files, path: string, recursive: boolean): Change {
  const target = absolute(path);
  const found = kindOf(files, target);
  if (found === undefined) return { problem: 'No such file or directory' };
  if (found === 'folder' && !recursive) return { problem: 'Is a directory' };
  if (target === '/') return { problem: "it is dangerous to operate recursively on '/'" };
  return { files: keep(files, (other) => other !== target && !other.startsWith(`${target}/`)) };
}

/** After a rollback: the snapshot's files, but /scratch as it is now, because no snapshot holds that disk. */
export function restore(saved: Files, now: Files): Files {
  const onScratch = (path: string) => path === '/scratch' || path.startsWith('/scratch/');
  return '/scratch' in saved
    ? { ...keep(saved, (path) => !onScratch(path)), ...keep(now, onScratch) }
    : saved;
}

function usedBytes(files: Files): number {
  return Object.values(files).reduce((sum, node) => sum + ((node?.length ?? 0) * 3) / 4, 0);
}

function keep(files: Files, wanted: (path: string) => boolean): Files {
  return Object.fromEntries(Object.entries(files).filter(([path]) => wanted(path)));
}
