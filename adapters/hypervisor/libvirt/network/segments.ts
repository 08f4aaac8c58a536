import type { Segment, Wiring } from '../../../../src/hypervisor/network.ts';
import type { Client } from '../client.ts';
import { attribute, child, children, parseXml, text } from '../domain-xml.ts';
import { hostName } from '../storage/host-name.ts';
import { isPlainWord, uuidWord } from '../words.ts';

/** Milliseconds for all of it; a host has few of both. */
const LIMIT = 8_000;

/** libvirt's networks, and the bridges of the host as libvirt's interface driver tells them. */
export async function readSegments(
  client: Client,
  signal: AbortSignal,
): Promise<readonly Segment[]> {
  const asked = { signal, timeoutMs: LIMIT, slow: true };
  const host = await hostName(client, signal);
  const [nets, active, links] = await client.answers(
    ['net-list --all --uuid', 'net-list --uuid', 'iface-list --all'],
    asked,
  );
  const running = new Set(words(active?.out ?? ''));
  const [networks, bridges] = await Promise.all([
    describe(
      client,
      words(nets?.out ?? '').map((id) => `net-dumpxml ${uuidWord(id)}`),
      signal,
    ),
    // A host without the interface driver tells no bridges: those of its networks remain.
    describe(
      client,
      interfaces(links?.out ?? '').map((name) => `iface-dumpxml ${name}`),
      signal,
    ),
  ]);
  return [
    ...networks.flatMap((xml) => networkOf(xml, host, running) ?? []),
    ...bridges.flatMap((xml) => bridge(xml, host) ?? []),
  ];
}

async function describe(client: Client, lines: readonly string[], signal: AbortSignal) {
  if (lines.length === 0) return [];
  const answers = await client.answers(lines, { signal, timeoutMs: LIMIT, slow: true });
  return answers.filter(({ err }) => err === '').map(({ out }) => out);
}

function words(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** Below a head and a rule: `Name State MAC`. A name that is no plain word could not be asked for. */
function interfaces(text: string): string[] {
  return text
    .split('\n')
    .slice(2)
    .flatMap((line) => /^ *(\S+) +(?:active|inactive)/.exec(line)?.[1] ?? [])
    .filter(isPlainWord);
}

/** `running` has the UUIDs of the active ones: https://libvirt.org/formatnetwork.html */
export function networkOf(
  xml: string,
  host: string,
  running: ReadonlySet<string>,
): Segment | undefined {
  const root = child(parseXml(xml), 'network');
  const name = text(root, 'name');
  if (name === undefined) return undefined;
  const forward = child(root, 'forward');
  const mode = attribute(forward, 'mode') ?? ('forward' in root ? 'nat' : undefined);
  const how = mode === undefined ? 'isolated' : (modes[mode] ?? mode);
  const address = children(root, 'ip').flatMap((ip) => subnet(ip) ?? [])[0];
  const via = attribute(child(root, 'bridge'), 'name');
  const says = [how, address, via && `bridge ${via}`].filter(Boolean).join(', ');
  const wiring = mode === undefined ? 'inner' : wirings[mode];
  return {
    host,
    name,
    kind: 'network',
    says,
    wiring,
    active: running.has(text(root, 'uuid') ?? ''),
  };
}

const modes: Readonly<Record<string, string>> = {
  nat: 'NAT',
  route: 'routed',
  open: 'open',
  bridge: 'bridged',
};

/** A routed one is the outside's as far as the routers there know of it, which nobody tells. */
const wirings: Readonly<Record<string, Wiring>> = { nat: 'inner', bridge: 'bridge' };

function subnet(ip: ReturnType<typeof child>): string | undefined {
  const address = attribute(ip, 'address');
  const prefix = attribute(ip, 'prefix') ?? attribute(ip, 'netmask');
  return address && (prefix === undefined ? address : `${address}/${prefix}`);
}

/** `<interface type='bridge' name='br0'><bridge><interface type='ethernet' name='eth0'/>…`, its ports inside. */
function bridge(xml: string, host: string): Segment | undefined {
  const root = child(parseXml(xml), 'interface');
  const name = attribute(root, 'name');
  if (name === undefined || attribute(root, 'type') !== 'bridge') return undefined;
  const ports = children(child(root, 'bridge'), 'interface')
    .flatMap((port) => attribute(port, 'name') ?? [])
    .filter((port) => !/^(?:vnet|tap|veth)\d/.test(port));
  const says = ports.length === 0 ? undefined : `with ${ports.join(', ')}`;
  return { host, name, kind: 'bridge', says, wiring: 'bridge', active: true };
}
