import { loadavg, uptime } from 'node:os';
import { pause } from '../../../src/flow/wait.ts';
import type { Host } from '../../../src/hypervisor.ts';
import { createMeter, SAMPLE_PAUSE, type Sample } from '../../../src/rates.ts';
import { type Client, LIST_LIMIT } from './client.ts';
import { child, parseXml, text } from './domain-xml.ts';
import { hostAddresses, type Whereabouts } from './host-addresses.ts';

const questions = ['hostname', 'nodecpustats', 'nodememstats'];
/** Milliseconds for what seldom changes: libvirt asks every QEMU binary of the host the first time. */
const SLOW_LIMIT = 15_000;
type Traits = Pick<Host, 'machineId' | 'version' | 'cpus'>;

/** The one physical node of a libvirt, with what it says of itself and of its present load. */
export function createHosts(client: Client, site: Whereabouts & { readonly name: string }) {
  let traits: Traits | undefined;
  const meter = createMeter();

  return async (signal: AbortSignal): Promise<readonly Host[]> => {
    traits ??= await readTraits(client, signal);
    const asked = { signal, timeoutMs: LIST_LIMIT };
    if (!meter.isReady(site.name, Date.now())) {
      const [cpu = ''] = await client.query(['nodecpustats'], asked);
      meter.share(site.name, sample(cpu));
      await pause(SAMPLE_PAUSE, signal);
    }
    const [name = '', cpu = '', memory = ''] = await client.query(questions, asked);
    const cpuFraction = meter.share(site.name, sample(cpu));
    const [load, addresses] = await Promise.all([
      site.here ? ownLoad() : remoteLoad(client, signal),
      hostAddresses(client, site, signal),
    ]);
    const figures = { ...traits, ...memoryOf(memory), ...load, cpuFraction, addresses };
    return [{ site: site.name, name: name.trim(), ...figures }];
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
  const busy = of('user') + of('system');
  return { at: Date.now(), busy, all: busy + of('idle') + of('iowait') };
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
function parseLoad(text: string): Load {
  const [, one, five, fifteen, seconds] =
    /^([\d.]+) ([\d.]+) ([\d.]+) [^\n]*\n([\d.]+) /.exec(text) ?? [];
  if (seconds === undefined) return {};
  return { load: [Number(one), Number(five), Number(fifteen)], uptimeMs: Number(seconds) * 1000 };
}
