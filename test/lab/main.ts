import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { stopServer } from '../../adapters/postgres/postmaster.ts';
import { findServer } from '../../adapters/postgres/server.ts';
import { BotError } from '../../src/errors.ts';
import { libvirtIsUp, startLibvirt, stopLibvirt } from './libvirt/lab.ts';
import * as libvirt from './libvirt/requirements.ts';
import { labDirectory, makePassable } from './place.ts';
import { proxmoxLabIsUp, startProxmoxLab, stopProxmoxLab } from './proxmox/lab.ts';
import { allEnded } from './run.ts';
import { startVirtualBox, stopVirtualBox, virtualBoxIsUp } from './virtualbox/lab.ts';
import * as virtualbox from './virtualbox/requirements.ts';

const usage = `npm run lab -- up libvirt|virtualbox|proxmox [more] [--name NAME]   starts what it names; the last line is a configuration's path
npm run lab -- down [--name NAME]                                   ends it and removes what it left
npm run lab -- needs libvirt|virtualbox|proxmox [more]              the Debian packages that are missing`;

/** Every lab there is. */
const labs = {
  libvirt: {
    start: startLibvirt,
    stop: stopLibvirt,
    isUp: libvirtIsUp,
    missing: libvirt.missingPackages,
    needsRoot: true,
  },
  virtualbox: {
    start: startVirtualBox,
    stop: stopVirtualBox,
    isUp: virtualBoxIsUp,
    missing: virtualbox.missingPackages,
    needsRoot: true,
  },
  /** Pretended: a double to try, whoever starts it. */
  proxmox: {
    start: startProxmoxLab,
    stop: stopProxmoxLab,
    isUp: proxmoxLabIsUp,
    missing: (): readonly string[] => [],
    needsRoot: false,
  },
} as const;

type LabKind = keyof typeof labs;

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { name: { type: 'string', default: 'default' } },
  });
  const [verb, ...words] = positionals;
  if (verb === 'up' && words.length > 0) await up(values.name, words.map(kindOf));
  else if (verb === 'needs' && words.length > 0) needs(words.map(kindOf));
  else if (verb === 'down' && words.length === 0) await down(labDirectory(values.name));
  else throw new BotError('usage', 'the lab did not understand this', { hint: usage });
}

function kindOf(word: string): LabKind {
  if (word in labs) return word as LabKind;
  throw new BotError('usage', `there is no lab "${word}"`, {
    hint: `There is: ${Object.keys(labs).join(', ')}.`,
  });
}

function needs(kinds: readonly LabKind[]): void {
  for (const name of new Set(kinds.flatMap((kind) => labs[kind].missing()))) print(name);
}

async function up(name: string, kinds: readonly LabKind[]): Promise<void> {
  const missing = new Set(kinds.flatMap((kind) => labs[kind].missing()));
  if (missing.size > 0) {
    throw new BotError('unsupported', 'programs of the lab are not installed', {
      hint: `apt-get install --no-install-recommends ${[...missing].join(' ')}`,
    });
  }
  if (userInfo().uid !== 0 && kinds.some((kind) => labs[kind].needsRoot)) {
    throw new BotError('forbidden', 'the lab makes namespaces and mounts, which only root may do');
  }
  const directory = labDirectory(name);
  const configuration = join(directory, 'nakhoda.yaml');
  if (existsSync(configuration) && kinds.every((kind) => labs[kind].isUp(directory))) {
    print('it is up already');
  } else {
    await start(directory, kinds);
  }
  print(configuration);
}

async function start(directory: string, kinds: readonly LabKind[]): Promise<void> {
  if (existsSync(join(directory, 'nakhoda.yaml'))) await down(directory);
  try {
    makePassable(directory);
  } catch (cause) {
    throw new BotError('conflict', `another start made ${directory} and did not finish`, {
      hint: 'Wait for it, or run `npm run lab -- down` first.',
      cause,
    });
  }
  const interrupted = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(name, () => interrupted.abort(new BotError('cancelled', `stopped by ${name}`)));
  }
  try {
    const sites = await startAll(directory, kinds, interrupted.signal);
    const configuration = { sites, data: join(directory, 'data') };
    await writeFile(join(directory, 'nakhoda.yaml'), stringify(configuration));
  } catch (error) {
    await down(directory);
    throw error;
  }
}

/** All at once: each waits for its downloads most of the time. What they say is told apart by its words. */
async function startAll(
  directory: string,
  kinds: readonly LabKind[],
  signal: AbortSignal,
): Promise<readonly object[]> {
  const starts = [...new Set(kinds)].map((kind) =>
    labs[kind].start(directory, { signal, say: print }),
  );
  await allEnded(starts);
  return (await Promise.all(starts)).flat();
}

async function down(directory: string): Promise<void> {
  const data = join(directory, 'data');
  // A bot that was killed leaves its database server running.
  if (existsSync(data)) await stopServer(await findServer(data));
  for (const lab of Object.values(labs)) await lab.stop(directory);
  await rm(directory, { recursive: true, force: true });
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof BotError)) throw error;
  process.stderr.write(`${error.message}\n${error.hint === undefined ? '' : `${error.hint}\n`}`);
  process.exitCode = 1;
}
