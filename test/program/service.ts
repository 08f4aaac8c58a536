import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa, type Options } from 'execa';
import { expect, vi } from 'vitest';
import { z } from 'zod';
import { environment, main as ours } from './program.ts';

const Line = z.looseObject({ msg: z.string() });
type Line = z.infer<typeof Line>;

/** A running `serve`, as its operator sees it. */
export interface Service {
  readonly pid: number;
  readonly url: string;
  /** What it has logged so far. */
  log(): readonly Line[];
  /** All that it wrote to standard error. */
  text(): string;
  /** Fulfils with the first line that says this. */
  says(message: string): Promise<Line>;
  get(path: string): Promise<{ readonly status: number; readonly body: string }>;
  kill(signal: NodeJS.Signals): void;
  ended(): Promise<{ readonly exitCode: number | undefined; readonly signal: string | undefined }>;
}

export interface ServiceOptions extends Pick<Options, 'env'> {
  readonly config: string;
  /** Another tree's program than ours. */
  readonly main?: string;
}

/** Starts it and waits until it listens; `env` may add to an environment that holds nothing of this machine's. */
export async function service({ config, env, main = ours }: ServiceOptions): Promise<Service> {
  const child = execa(process.execPath, [main, 'serve', '--config', config], {
    env: { ...environment(), ...env },
    // It has an input, which ends at once.
    input: 'vm list\n',
    stdout: 'ignore',
    reject: false,
    killSignal: 'SIGKILL',
  });
  let text = '';
  child.stderr.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  const log = () =>
    text
      .split('\n')
      .filter((line) => line.startsWith('{') && line.endsWith('}'))
      .map((line) => Line.parse(JSON.parse(line)));
  const says = async (message: string) => {
    const found = () => log().find(({ msg }) => msg === message);
    await vi.waitFor(() => expect(found(), text).toBeDefined(), { timeout: 120_000 });
    return found() ?? { msg: '' };
  };
  const { port } = await says('listening');
  const url = `http://127.0.0.1:${port}`;
  return {
    pid: child.pid ?? 0,
    url,
    log,
    text: () => text,
    says,
    async get(path) {
      const response = await fetch(`${url}${path}`, { signal: AbortSignal.timeout(10_000) });
      return { status: response.status, body: await response.text() };
    },
    kill: (signal) => void child.kill(signal),
    async ended() {
      const { exitCode, signal } = await child;
      return { exitCode, signal };
    },
  };
}

export interface ServiceHome {
  readonly config: string;
  dispose(): Promise<void>;
}

/** A configuration with one quick demo site, an endpoint on a free port, and whatever else is wanted. */
export async function serviceHome({
  database,
  speed = 0.05,
  more = '',
}: {
  readonly database: string;
  readonly speed?: number;
  readonly more?: string;
}): Promise<ServiceHome> {
  const directory = await mkdtemp(join(tmpdir(), 'nakhoda-service-'));
  const config = join(directory, 'nakhoda.yaml');
  await writeFile(join(directory, 'url'), database);
  await writeFile(
    config,
    `sites: [{ name: campus, kind: demo, speed: ${speed}, failures: false }]
data: data
database: { url: { file: url } }
http: { listen: 127.0.0.1:0 }
${more}`,
  );
  return { config, dispose: () => rm(directory, { recursive: true, force: true }) };
}
