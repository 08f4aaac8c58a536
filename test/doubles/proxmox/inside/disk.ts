import { posix } from 'node:path';

/** A whole file system: absolute path to content in base64, or null for a folder. */
export type Files = Readonly<Record<string, string | null>>;

const folders = '/ /bin /dev /etc /home /opt /proc /root /srv /tmp /usr /usr/bin /var /var/log';

export function seedFiles(name: string): Files {
  const release = ['PRETTY_NAME="Lab Guest 1.0"', 'NAME="Lab Guest"', 'ID=labguest'];
  return {
    ...Object.fromEntries(folders.split(' ').map((path) => [path, null])),
    '/dev/null': '',
    '/etc/hostname': base64(`${name}\n`),
    '/etc/os-release': base64(`${[...release, 'VERSION_ID="1.0"'].join('\n')}\n`),
    '/etc/passwd': base64('root:x:0:0:root:/root:/bin/sh\nwww-data:x:33:33::/var/www:/bin/false\n'),
  };
}

/** Of text whose characters are bytes. */
function base64(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('base64');
}

export function contentOf(files: Files, path: string): string | undefined {
  const node = files[path];
  return typeof node === 'string' ? Buffer.from(node, 'base64').toString('latin1') : undefined;
}

export function kindOf(files: Files, path: string): 'file' | 'folder' | undefined {
  const node = files[path];
  if (node === undefined) return;
  return node === null ? 'folder' : 'file';
}

/** The changed file system, or why not, in the guest's own words. */
export type Change = { readonly files: Files } | { readonly problem: string };

export function written(files: Files, path: string, content: string): Change {
  if (kindOf(files, path) === 'folder') return { problem: 'Is a directory' };
  if (path === '/dev/null') return { files };
  const above = kindOf(files, posix.dirname(path));
  if (above === 'file') return { problem: 'Not a directory' };
  if (above === undefined) return { problem: 'No such file or directory' };
  return { files: { ...files, [path]: base64(content) } };
}

export function without(files: Files, path: string): Files {
  const kept = ([other]: readonly [string, unknown]) =>
    other !== path && !other.startsWith(`${path}/`);
  return Object.fromEntries(Object.entries(files).filter(kept));
}

/** The names in a folder, sorted. */
export function namesIn(files: Files, folder: string): readonly string[] {
  return Object.keys(files)
    .filter((other) => other !== '/' && posix.dirname(other) === folder)
    .map((other) => posix.basename(other))
    .sort((one, other) => (one < other ? -1 : 1));
}
