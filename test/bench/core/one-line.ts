import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { z } from 'zod';
import { openDatabase } from '../../../adapters/postgres/index.ts';
import { BotError } from '../../../src/errors.ts';
import { silent } from '../../../src/log.ts';
import type { Measured } from '../figure.ts';
import { interleave, median } from '../measure.ts';
import { inScratch } from '../scratch.ts';

const program = fileURLToPath(new URL('../../../src/main.ts', import.meta.url));

/** Tells on the fourth stream what the process has cost so far, its own threads included. */
const meter = `import { writeSync } from 'node:fs';
process.on('exit', () => writeSync(3, JSON.stringify(process.cpuUsage())));
`;

const Usage = z.object({ user: z.number(), system: z.number() });

/** What a person pays who types one line and leaves; processor time, so that a busy machine changes little. */
export function measureOneLine(signal: AbortSignal): AsyncIterable<Measured> {
  return inScratch(async function* (directory) {
    const meterFile = join(directory, 'meter.mjs');
    await writeFile(meterFile, meter);
    const config = join(directory, 'nakhoda.yaml');
    const data = join(directory, 'data');
    await writeFile(config, `sites: [{ name: campus, kind: demo }]\ndata: ${data}\n`);
    const preload = pathToFileURL(meterFile).href;
    const cost = (argv: readonly string[]) => costOf(['--import', preload, ...argv], signal);
    const line = () => cost([program, 'run', 'vm list', '--config', config]);
    // The first makes the data directory.
    await line();
    // As beside a service: who comes finds the embedded server at work.
    const database = await openDatabase({ dataDirectory: data, log: silent, signal });
    const times = await interleave(
      { line, bare: () => cost(['-e', '0']) },
      { rounds: 9, warmUp: 2, signal },
    ).finally(database.close);
    yield {
      figure: 'processor time of a process that runs vm list',
      value: median(times.line),
      unit: 'ms',
      beside: { what: 'one that runs nothing', value: median(times.bare) },
      goal: { is: 'longer', atMost: 40 },
    };
  });
}

/** Milliseconds of the processor from its start to its end. */
async function costOf(argv: readonly string[], signal: AbortSignal): Promise<number> {
  const child = spawn(process.execPath, argv, {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    signal,
  });
  const [, , errors, told] = child.stdio;
  const [[code], said, complaint] = await Promise.all([
    once(child, 'exit'),
    told instanceof Readable ? text(told) : '',
    errors instanceof Readable ? text(errors) : '',
  ]);
  if (code !== 0)
    throw new BotError('failed', `${argv.join(' ')} ended with ${code}: ${complaint}`);
  const { user, system } = Usage.parse(JSON.parse(said));
  return (user + system) / 1_000;
}
