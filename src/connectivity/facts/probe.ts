import { isIPv4 } from 'node:net';
import { BotError } from '../../errors.ts';
import { addressOf } from '../../guest/addresses.ts';
import type { Link } from '../../guest/ip-addr.ts';
import { isLinkLocal } from '../far-end.ts';
import { headerBytes, largestAnswered, USUAL_SIZE } from '../ping-hole.ts';
import { pingFrom } from '../ping-run.ts';
import type { Sender } from '../ping-sender.ts';
import { tcpFrom } from '../tcp.ts';
import { known } from './known.ts';
import { routeTo } from './routes.ts';
import { holds, isUsable } from './subnet.ts';
import type { End, Known, Probe } from './values.ts';

/** Echoes of each size: one that is lost misleads nobody. */
const COUNT = 3;
/** Milliseconds for what takes three seconds on a guest that is not emulated. */
const ARP_LIMIT = 30_000;

/** Who all answers for an address: https://man7.org/linux/man-pages/man8/arping.8.html, and busybox's. */
const arpScript = `LC_ALL=C; export LC_ALL; PATH="$PATH:/usr/sbin:/usr/bin:/sbin:/bin"
tool=arping
command -v arping >/dev/null || { busybox arping --help >/dev/null 2>&1 || exit 0; tool='busybox arping'; }
$tool -c 3 -w 3 -I "$1" "$2" 2>/dev/null
`;

/** Asks from inside one end for the other with small packets, and where none comes back, by TCP. */
export async function probeFrom(sender: Known<Sender>, near: End, far: End): Promise<Probe> {
  if (sender.value === undefined) return { outcome: 'unknown', why: sender.why, macs: [] };
  const way = wayTo(near, far);
  if (way === undefined) {
    const local = linkLocals(far).length > 0;
    const why = local
      ? `${far.label} has only addresses of its own segment, and which card of ${near.label} is on that is not known`
      : `the address of ${far.label} is unknown`;
    return { outcome: 'unknown', why, macs: [] };
  }
  const asked = await known(() => ask(sender.value, way));
  return asked.value ?? { address: way.address, outcome: 'unknown', why: asked.why, macs: [] };
}

/** Asks again with packets as large as the near end's network card sends them, where small ones came back. */
export async function withLarge(probe: Probe, sender: Known<Sender>, near: End): Promise<Probe> {
  const { address, outcome } = probe;
  if (outcome !== 'reached' || address === undefined || sender.value === undefined) return probe;
  const { value } = sender;
  const hole = await known(() => holeIn(value, address, onTheWay(near, address)?.mtu ?? USUAL_MTU));
  return hole.why === undefined ? { ...probe, hole: hole.value } : { ...probe, untried: hole.why };
}

interface Way {
  readonly address: string;
  /** The near interface whose network holds the address. */
  readonly on?: Link | undefined;
  /** What it is reached by where none does. */
  readonly gateway?: string | undefined;
}

/** What an Ethernet without a word about it carries. */
const USUAL_MTU = 1500;

/** The far address that is on a network of the near end's own, else the first. */
function wayTo(near: End, far: End): Way | undefined {
  const nearLinks = near.inside.value?.links ?? [];
  const own = new Set(nearLinks.flatMap(({ addresses }) => addresses.map(addressOf)));
  const told = (far.inside.value?.links ?? []).flatMap(({ addresses: all }) => all);
  const addresses = (far.inside.value ? told.filter(isUsable) : far.met)
    .map(addressOf)
    .filter((address) => !own.has(address));
  const routes = near.inside.value?.routes ?? [];
  const ways = addresses.map((address): Way => {
    const on = onTheWay(near, address);
    return { address, on, gateway: on ? undefined : routeTo(routes, address)?.via };
  });
  return (
    ways.find(({ on }) => on !== undefined) ??
    ways.find(({ address }) => isIPv4(address)) ??
    ways[0] ??
    localWay(nearLinks, far)
  );
}

/** An address of one segment alone is sent to through the card that is on it: the only one that could be. */
function localWay(nearLinks: readonly Link[], far: End): Way | undefined {
  const [address] = linkLocals(far);
  const [on, ...others] = nearLinks.filter(({ addresses }) => addresses.some(isLinkLocal));
  if (address === undefined || on === undefined || others.length > 0) return undefined;
  return { address: `${address}%${on.name}`, on };
}

function linkLocals({ inside }: End): readonly string[] {
  const all = (inside.value?.links ?? []).flatMap(({ addresses }) => addresses);
  return all.filter(isLinkLocal).map(addressOf);
}

function onTheWay({ inside }: End, address: string): Link | undefined {
  return inside.value?.links.find((link) => link.addresses.some((one) => holds(one, address)));
}

async function ask(sender: Sender, { address, on, gateway: by }: Way): Promise<Probe> {
  const [{ result, mac }, { value = [] }] = await Promise.all([
    pingFrom(sender, { address, count: COUNT, size: USUAL_SIZE }),
    known(() => answering(sender, address, on)),
  ]);
  // Of an address that is reached by a gateway, that table tells only whom the guest has heard of.
  const macs = on === undefined ? [] : [...new Set([...(mac ? [mac] : []), ...value])];
  const why = result.problem;
  if ((result.received ?? 0) > 0) {
    return { address, outcome: 'reached', macs };
  }
  const [tcp, gateway] = await Promise.all([
    tcpFrom(sender, address),
    by === undefined ? undefined : known(() => lookAtGateway(sender, by)),
  ]);
  const outcome = result.sent === undefined && !isRefusal(why) ? 'unknown' : 'silent';
  return { address, outcome, why, macs, ...(tcp && { tcp }), gateway: gateway?.value };
}

/** One that drops pings has a network card that answers all the same. */
async function lookAtGateway(sender: Sender, address: string): Promise<Probe['gateway']> {
  const { result, mac } = await pingFrom(sender, { address, count: COUNT, size: USUAL_SIZE });
  if (result.sent === undefined) return undefined;
  return { address, isThere: (result.received ?? 0) > 0 || mac !== undefined };
}

/** The guest itself knows no way there: it is not reached, though nothing was sent. */
function isRefusal(problem: string | undefined): boolean {
  return problem !== undefined && /no route/.test(problem);
}

async function answering(sender: Sender, address: string, on: Link | undefined) {
  if (on === undefined || !isIPv4(address)) return [];
  const argv = ['/bin/sh', '-c', arpScript, 'sh', on.name, address];
  const { stdout } = await sender.run(argv, ARP_LIMIT);
  const found = stdout.slice(0, 16_384).matchAll(/\[((?:[\da-f]{1,2}:){5}[\da-f]{1,2})\]/gi);
  return [...found].map(([, mac = '']) => mac.toLowerCase());
}

async function holeIn(sender: Sender, address: string, mtu: number): Promise<Probe['hole']> {
  const size = mtu - headerBytes(address);
  if (size <= USUAL_SIZE || size > MAX_SIZE) return undefined;
  const { result } = await pingFrom(sender, { address, count: COUNT, size });
  if ((result.received ?? 0) > 0) return undefined;
  if (result.sent === undefined) {
    throw new BotError('unsupported', result.problem ?? `${sender.words} could not send them`);
  }
  const largest = await largestAnswered(sender, address, size);
  if (largest === undefined || largest >= size) return undefined;
  return { through: largest + headerBytes(address), sent: mtu };
}

/** Loopback's and other huge ones are not worth a test. */
const MAX_SIZE = 9_000;
