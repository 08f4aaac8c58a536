import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { installBinaries } from '../../../adapters/postgres/binaries.ts';
import { connect, socketTarget } from '../../../adapters/postgres/client.ts';
import { launch } from '../../../adapters/postgres/launch.ts';
import { stopServer } from '../../../adapters/postgres/postmaster.ts';
import { findServer, type Server } from '../../../adapters/postgres/server.ts';
import { BotError } from '../../../src/errors.ts';
import type { Measured } from '../figure.ts';
import { interleave, median } from '../measure.ts';
import { inScratch } from '../scratch.ts';

const program = fileURLToPath(new URL('../../../src/main.ts', import.meta.url));
/** Milliseconds after which a start has failed. */
const LIMIT_MS = 60_000;

/** The service's start to `ready`, beside its two unavoidable parts, each started alone. */
export function measureStart(signal: AbortSignal): AsyncIterable<Measured> {
  return inScratch((directory) => measure(directory, signal));
}

async function* measure(directory: string, signal: AbortSignal): AsyncGenerator<Measured> {
  const data = join(directory, 'data');
  const config = join(directory, 'nakhoda.yaml');
  await writeFile(config, `sites: [{ name: campus, kind: demo }]\ndata: ${data}\n`);
  const bot = () => ready([program, 'serve', '--config', config], { signal });
  const imports = join(directory, 'imports.mjs');
  await writeFile(imports, importsAlone());
  // The first start makes the data directory.
  await bot();
  const server = await findServer(data);
  const bin = await installBinaries(server.places.root);
  try {
    const times = await interleave(
      {
        bot,
        database: () => databaseAlone(server, bin, signal),
        imports: () => ready([imports], { signal }),
      },
      { rounds: 11, warmUp: 1, signal },
    );
    const [database, loading] = [median(times.database), median(times.imports)];
    const parts = `PostgreSQL alone ${Math.round(database)} ms + the imports alone ${Math.round(loading)} ms`;
    yield {
      figure: 'start to ready on an existing data directory',
      value: median(times.bot),
      unit: 'ms',
      beside: { what: parts, value: database + loading },
      goal: { is: 'longer', atMost: 1.5 },
    };
  } finally {
    // Where a bot did not come up, its server may have.
    await stopServer(server);
  }
}

/** What such a service loads: at once, and as soon as it knows what it is and which sites it has. */
const parts = [
  'src/program.ts',
  'src/program/rules.ts',
  'src/program/attend.ts',
  'adapters/monitoring/index.ts',
  'adapters/hypervisor/demo/site.ts',
];

/** A program that loads the same, kept compiled in the same place, and does nothing with it. */
function importsAlone(): string {
  const [compiled, ...all] = ['src/compiled.ts', ...parts].map((part) =>
    JSON.stringify(new URL(`../../../${part}`, import.meta.url).href),
  );
  return `import { keepCompiled, placesFor } from ${compiled};
keepCompiled(placesFor(process.env.NAKHODA_DATA));
for (const part of [${all.join(', ')}]) await import(part);
process.stdout.write('ready\\n');
`;
}

/** Milliseconds from starting a program to its word `ready`; ends it, and waits until it has ended. */
async function ready(
  argv: readonly string[],
  { signal }: { readonly signal: AbortSignal },
): Promise<number> {
  const began = performance.now();
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'exit');
  const said: string[] = [];
  try {
    return await new Promise<number>((resolve, reject) => {
      const fail = () => reject(notReady(argv, said));
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (text: string) => {
          said.push(text);
          if (/\bready\b/.test(text)) resolve(performance.now() - began);
        });
      }
      child.once('exit', fail).once('error', fail);
      AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]).addEventListener('abort', fail);
    });
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

function notReady(argv: readonly string[], said: readonly string[]): BotError {
  return new BotError('failed', `${argv[0]} did not come up: ${said.join('').trim()}`);
}

/** Milliseconds from starting the server to the first connection it accepts. */
async function databaseAlone(server: Server, bin: string, signal: AbortSignal): Promise<number> {
  const began = performance.now();
  const { ended } = await launch(server, bin);
  const failed = ended.then(({ written }) => {
    throw new BotError('failed', `PostgreSQL ended: ${written}`);
  });
  const client = await Promise.race([firstConnection(server, signal), failed]);
  const took = performance.now() - began;
  failed.catch(() => {});
  await client.end();
  await stopServer(server);
  return took;
}

async function firstConnection({ places }: Server, signal: AbortSignal) {
  for (;;) {
    signal.throwIfAborted();
    const client = await connect(socketTarget(places.socket)).catch(() => undefined);
    if (client) return client;
    await sleep(2);
  }
}
