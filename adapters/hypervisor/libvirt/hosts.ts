import { loadavg, uptime } from 'node:os';
import type { Host } from '../../../src/hypervisor.ts';
import type { Client } from './client.ts';
import { child, parseXml, text } from './domain-xml.ts';
import { pause } from './pause.ts';

const questions = ['hostname', 'nodecpustats', 'nodememstats'];
/** Milliseconds for what seldom changes: libvirt asks every QEMU binary of the host the first time. */
const SLOW_LIMIT = 15_000;
/** Milliseconds between two samples of the CPU, at least and at most. */
const SHORTEST = 500;
const OLDEST = 60_000;

interface Sample {
  readonly at: number;
  readonly busy: number;
  readonly idle: number;
}

type Traits = Pick<Host, 'machineId' | 'version' | 'cpus'>;

/** The one physical node of a libvirt, with what it says of itself and of its present load. */
export function createHosts(
  client: Client,
  site: { readonly name: string; readonly here: boolean },
) {
  let traits: Traits | undefined;
  let before: Sample | undefined;

  return async (signal: AbortSignal): Promise<readonly Host[]> => {
    traits ??= await readTraits(client, signal);
    const first = before;
    if (!first || Date.now() - first.at > OLDEST) {
      before = sample((await client.query(['nodecpustats'], { signal }))[0] ?? '');
      await pause(SHORTEST, signal);
    }
    const [name = '', cpu = '', memory = ''] = await client.query(questions, { signal });
    const now = sample(cpu);
    const cpuFraction = busyShare(before, now);
    if (!before || now.at - before.at >= SHORTEST) before = now;
    const load = site.here ? ownLoad() : await remoteLoad(client, signal);
    return [
      { site: site.name, name: name.trim(), ...traits, ...memoryOf(memory), ...load, cpuFraction },
    ];
  };
}

async function readTraits(client: Client, signal: AbortSignal): Promise<Traits> {
  const [capabilities = '', version = '', node = ''] = await client.query(
    ['capabilities', 'version --daemon', 'nodeinfo'],
    { signal, timeoutMs: SLOW_LIMIT },
  );
  const host = child(parseXml(capabilities), 'capabilities', 'host');
  const qemu = /^Running hypervisor: (.+)$/m.exec(version)?.[1];
  const libvirt = /^Running against daemon: (.+)$/m.exec(version)?.[1];
  const cpus = /^CPU\(s\): +(\d+)$/m.exec(node)?.[1];
  return {
    machineId: text(host, 'uuid'),
    version: [qemu, libvirt && `libvirt ${libvirt}`].filter(Boolean).join(' · ') || undefined,
    cpus: cpus === undefined ? undefined : Number(cpus),
  };
}

/** `user: 127070000000` and so on, nanoseconds since the host started. */
function sample(text: string): Sample {
  const of = (name: string) =>
    Number(new RegExp(`^${name} *: +(\\d+)`, 'm').exec(text)?.[1] ?? Number.NaN);
  return { at: Date.now(), busy: of('user') + of('system'), idle: of('idle') + of('iowait') };
}

function busyShare(before: Sample | undefined, now: Sample): number | undefined {
  if (!before) return undefined;
  const busy = now.busy - before.busy;
  const all = busy + now.idle - before.idle;
  return all > 0 && busy >= 0 ? busy / all : undefined;
}

/** What is neither free nor a cache that gives way. */
function memoryOf(text: string): Pick<Host, 'memoryBytes' | 'memoryUsedBytes'> {
  const of = (name: string) =>
    Number(new RegExp(`^${name} *: +(\\d+) KiB`, 'm').exec(text)?.[1] ?? Number.NaN) * 1024;
  const total = of('total');
  const used = total - of('free') - of('buffers') - of('cached');
  return {
    memoryBytes: Number.isNaN(total) ? undefined : total,
    memoryUsedBytes: Number.isNaN(used) ? undefined : used,
  };
}

type Load = Pick<Host, 'load' | 'uptimeMs'>;

function ownLoad(): Load {
  const [one = 0, five = 0, fifteen = 0] = loadavg();
  return { load: [one, five, fifteen], uptimeMs: uptime() * 1000 };
}

/** libvirt does not tell the load of its host; its kernel does, where ssh leads there. */
async function remoteLoad({ reach, log }: Client, signal: AbortSignal): Promise<Load> {
  if (!reach.remote) return {};
  try {
    const options = { signal, timeoutMs: 3_000 };
    const { stdout } = await reach.run(['cat', '/proc/loadavg', '/proc/uptime'], options);
    return parseLoad(stdout);
  } catch (error) {
    signal.throwIfAborted();
    log.info({ error: String(error) }, 'the load of the host could not be read');
    return {};
  }
}

/** The two lines of /proc/loadavg and /proc/uptime: https://man7.org/linux/man-pages/man5/proc_loadavg.5.html */
export function parseLoad(text: string): Load {
  const [, one, five, fifteen, seconds] =
    /^([\d.]+) ([\d.]+) ([\d.]+) [^\n]*\n([\d.]+) /.exec(text) ?? [];
  if (seconds === undefined) return {};
  return { load: [Number(one), Number(five), Number(fifteen)], uptimeMs: Number(seconds) * 1000 };
}
