import { dirname, normalize } from 'node:path/posix';
import { z } from 'zod';
import { BotError } from '../../../../src/errors.ts';
import type { Client } from '../client.ts';

/** Milliseconds: a script that opens some images. */
const LIMIT = 20_000;

/** Arguments: folders; the real one of each, a line each. */
const foldersScript = 'for folder; do readlink -f -- "$folder" || printf "%s\\n" "$folder"; done';

/**
 * One name for each file, whatever folder it is reached through: `/var/lib/libvirt/images` is often a link to a larger
 * disk. Where no program can be run on the host, only the spelling is made one.
 */
export async function oneNameEach(
  { reach }: Client,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<(path: string) => string> {
  const folders = [...new Set(paths.map(folderOf))];
  const askable = folders.filter((folder) => !/[\n\r]/.test(folder));
  const real = new Map<string, string>();
  if (reach.hasShell && askable.length > 1) {
    const argv = ['sh', '-c', foldersScript, 'sh', ...askable];
    const { stdout } = await reach.run(argv, { signal, timeoutMs: LIMIT });
    const lines = stdout.split('\n');
    for (const [at, folder] of askable.entries()) real.set(folder, lines[at] || folder);
  }
  return (path) => {
    const plain = normalize(path);
    const folder = dirname(plain);
    const found = real.get(folder) ?? folder;
    return `${found === '/' ? '' : found}${plain.slice(folder === '/' ? 0 : folder.length)}`;
  };
}

/** As it is spelled. */
export function folderOf(path: string): string {
  return dirname(normalize(path));
}

export interface AskedImage {
  readonly path: string;
  readonly format: string;
}

/** Arguments: format and path of each image. A line each, empty where it cannot be told. */
const chainsScript = `
while [ $# -gt 1 ]; do
  qemu-img info -U --output=json --backing-chain -f "$1" "$2" 2>/dev/null | tr -d '\\n'
  echo; shift 2
done
`;

/** See qemu-img(1), `info`. */
const Chain = z.array(z.object({ filename: z.string() })).min(1);

/** The files below each image as QEMU reads them; absent where that cannot be told. */
export async function chainsOnHost(
  { reach }: Client,
  images: readonly AskedImage[],
  signal: AbortSignal,
): Promise<readonly (readonly string[] | undefined)[]> {
  if (images.length === 0 || !reach.hasShell) return images.map(() => undefined);
  const words = images.flatMap(({ format, path }) => [format, path]);
  const argv = ['sh', '-c', chainsScript, 'sh', ...words];
  const end = await reach.run(argv, { signal, timeoutMs: LIMIT }).catch((error: unknown) => {
    if (error instanceof BotError && error.code === 'timeout') return { stdout: '' };
    throw error;
  });
  const lines = end.stdout.split('\n');
  return images.map((_, at) => parseChain(lines[at] ?? ''));
}

function parseChain(json: string): readonly string[] | undefined {
  try {
    return Chain.parse(JSON.parse(json))
      .slice(1)
      .map(({ filename }) => filename);
  } catch {
    return undefined;
  }
}
