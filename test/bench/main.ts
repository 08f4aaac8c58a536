import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { BotError } from '../../src/errors.ts';
import { figureOf, lineOf, type Measured } from './figure.ts';

/** Measures one group of figures; cleans up after itself also when it is aborted. */
export type Bench = (signal: AbortSignal) => AsyncIterable<Measured>;

/** Loaded only when wanted: each brings most of the bot with it. */
const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  core: async () => (await import('./core.ts')).core,
  authority: async () => (await import('./authority.ts')).authority,
  alerts: async () => (await import('./alerts.ts')).alerts,
  chat: async () => (await import('./chat.ts')).chat,
  connectivity: async () => (await import('./connectivity.ts')).connectivity,
  libvirt: async () => (await import('./libvirt.ts')).libvirt,
  proxmox: async () => (await import('./proxmox.ts')).proxmox,
  virtualbox: async () => (await import('./virtualbox.ts')).virtualbox,
};

const usage = `npm run bench -- [name] [--json]

  name      ${new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(Object.keys(benches))}; all of them when absent
  --json    one document a line: bench, figure, value, unit, beside, ratio, goal, met

It exits 0 when every goal is met, 1 when one is missed or could not be measured, 2 when it did not understand.`;

interface Wanted {
  readonly names: readonly string[];
  readonly json: boolean;
}

async function main(): Promise<number> {
  const { names, json } = readWanted();
  warnOfLoad();
  const stop = interruption();
  let missed = 0;
  for (const name of names) {
    try {
      missed += await run(name, { json, signal: stop });
    } catch (error) {
      complain(name, stop.aborted ? stop.reason : error);
      missed += 1;
    }
    if (stop.aborted) return 130;
  }
  return missed === 0 ? 0 : 1;
}

/** Prints each figure as soon as it is known; gives how many goals were missed. */
async function run(
  name: string,
  { json, signal }: { readonly json: boolean; readonly signal: AbortSignal },
): Promise<number> {
  const bench = await benches[name]?.();
  let missed = 0;
  for await (const measured of bench?.(signal) ?? []) {
    const figure = figureOf(name, measured);
    process.stdout.write(`${json ? JSON.stringify(figure) : lineOf(figure, measured.beside)}\n`);
    if (!figure.met) missed += 1;
  }
  return missed;
}

function readWanted(): Wanted {
  const { positionals, values } = parse();
  const [name, ...more] = positionals;
  if (more.length > 0) throw new BotError('usage', 'One bench at a time', { hint: usage });
  if (name === undefined) return { names: Object.keys(benches), json: values.json };
  if (Object.hasOwn(benches, name)) return { names: [name], json: values.json };
  throw new BotError('usage', `There is no bench ${name}`, { hint: usage });
}

function parse() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { json: { type: 'boolean', default: false } },
    });
  } catch (cause) {
    throw new BotError('usage', cause instanceof Error ? cause.message : String(cause), {
      hint: usage,
      cause,
    });
  }
}

/** Ctrl-C ends the bench in an orderly way; a second one at once. */
function interruption(): AbortSignal {
  const control = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(name, () => control.abort(new BotError('cancelled', `stopped by ${name}`)));
  }
  return control.signal;
}

function warnOfLoad(): void {
  const [load = 0] = loadavg();
  const cpus = availableParallelism();
  if (load <= cpus / 2) return;
  const words = `load ${load.toFixed(1)} on ${cpus} processors`;
  process.stderr.write(`This machine is busy (${words}): figures in ms come out too high.\n`);
}

function complain(bench: string, error: unknown): void {
  if (!(error instanceof BotError)) throw error;
  const hint = error.hint === undefined ? '' : `\n${error.hint}`;
  process.stderr.write(`${bench} could not be measured: ${error.message}${hint}\n`);
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof BotError)) throw error;
  process.stderr.write(`${error.message}\n${error.hint ?? ''}\n`);
  process.exitCode = 2;
}
