import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { until } from '../run.ts';

const program = fileURLToPath(new URL('../../doubles/proxmox/main.ts', import.meta.url));

const Started = z.object({
  urls: z.array(z.string()),
  fingerprint: z.string(),
  tokens: z.object({ root: z.object({ id: z.string(), secret: z.string() }) }),
});

interface StartOptions {
  readonly signal: AbortSignal;
  say(line: string): void;
}

/** Starts a pretended Proxmox VE as a process of its own; gives the site for the configuration. */
export async function startProxmoxLab(
  directory: string,
  { signal, say }: StartOptions,
): Promise<readonly object[]> {
  const place = placeIn(directory);
  await mkdir(place, { mode: 0o700 });
  say('starting a pretended Proxmox VE of three nodes');
  const said = join(place, 'started.json');
  const [out, log] = [await open(said, 'w'), await open(join(place, 'log'), 'w')];
  const child = spawn(process.execPath, [program, '--directory', place], {
    detached: true,
    stdio: ['ignore', out.fd, log.fd],
  });
  child.unref();
  await Promise.all([out.close(), log.close()]);
  const started = await until(() => readStarted(said), {
    signal,
    timeoutMs: 20_000,
    what: `the pretended Proxmox VE does not start, see ${join(place, 'log')}`,
  });
  const { id, secret } = started.tokens.root;
  const file = join(place, 'token');
  await writeFile(file, secret, { mode: 0o600 });
  const { urls, fingerprint } = started;
  return [
    {
      name: 'pve',
      kind: 'proxmox',
      urls,
      token: { id, secret: { file } },
      fingerprints: [fingerprint],
    },
  ];
}

/** Ends it; does nothing when it is not running. */
export async function stopProxmoxLab(directory: string): Promise<void> {
  await until(
    () => {
      const left = processes(directory);
      for (const pid of left) end(pid);
      return left.length === 0 || undefined;
    },
    {
      signal: AbortSignal.timeout(30_000),
      timeoutMs: 20_000,
      what: `the pretended Proxmox VE of ${directory} does not end`,
    },
  );
}

export function proxmoxLabIsUp(directory: string): boolean {
  return existsSync(join(placeIn(directory), 'token')) && processes(directory).length > 0;
}

function placeIn(directory: string): string {
  return join(directory, 'proxmox');
}

/** One line, once it is whole. */
async function readStarted(file: string): Promise<z.infer<typeof Started> | undefined> {
  const text = await readFile(file, 'utf8');
  return text.endsWith('\n') ? Started.parse(JSON.parse(text)) : undefined;
}

/** Known by their exact command line. */
function processes(directory: string): readonly number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .filter((entry) => {
      const words = commandLine(entry);
      const at = words.indexOf(program);
      return at >= 0 && words[at + 2] === placeIn(directory);
    })
    .map(Number);
}

function commandLine(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGTERM');
  } catch {
    // It ended by itself in between.
  }
}
