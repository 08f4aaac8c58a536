import { isIP } from 'node:net';
import { BotError } from '../errors.ts';

/** What a run of ping came to; what it did not say is absent, never 0. */
export interface PingResult {
  readonly sent?: number | undefined;
  readonly received?: number | undefined;
  /** 0 to 1. */
  readonly lossFraction?: number | undefined;
  readonly minMs?: number | undefined;
  readonly avgMs?: number | undefined;
  readonly maxMs?: number | undefined;
  /** The times' standard deviation; only iputils says it, for the others it is made from their replies. */
  readonly jitterMs?: number | undefined;
  /** Why nothing, or not everything, came back: a sentence without its full stop. */
  readonly problem?: string | undefined;
}

/** How many echoes, and how many bytes each carries besides the headers. */
export interface PingOptions {
  readonly count: number;
  readonly size: number;
}

/** The largest payload of an IPv4 echo: 65,535 less 20 for IP and 8 for ICMP. https://www.rfc-editor.org/rfc/rfc791 */
export const MAX_PING_SIZE = 65_507;

/** One part of a host name between dots, by RFC 1123; `_` is not in it, but in use. */
const label = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/i;

/**
 * The argv of a ping that iputils and busybox both take; `-W 2` waits two seconds for the last answer.
 * https://man7.org/linux/man-pages/man8/ping.8.html Throws `invalid` for what is no address or name.
 */
export function pingArgv(address: string, { count, size }: PingOptions): string[] {
  requireAddress(address);
  requireWhole('count', count, 1, 1000);
  requireWhole('size', size, 0, MAX_PING_SIZE);
  return ['ping', '-c', String(count), '-s', String(size), '-W', '2', address];
}

/** Throws `invalid` for what {@link isAddress} does not know. */
export function requireAddress(text: string): void {
  if (isAddress(text)) return;
  throw new BotError('invalid', 'That is neither an IP address nor a host name', {
    hint: 'Give an address such as 10.0.0.1 or fd00::1, or a name such as host.example.org.',
  });
}

/** True for an IP address, with a zone such as `%eth0` or not, or a host name; never for an option. */
export function isAddress(text: string): boolean {
  if (/%(?![\w.-]{1,15}$)/.test(text)) return false;
  return isIP(text) !== 0 || isHostName(text);
}

/** Programs read `127.1` and `0x7f000001` as addresses too: a name's last part is no number. */
function isHostName(text: string): boolean {
  const labels = text.slice(0, 300).replace(/\.$/, '').split('.');
  const numeric = /^(\d+|0x[0-9a-f]*)$/i.test(labels.at(-1) ?? '');
  return text.length <= 253 && !numeric && labels.every((part) => label.test(part));
}

/** Reads what ping printed, standard output and errors together, of iputils, busybox and Windows. */
export function parsePing(output: string): PingResult {
  const text = output.slice(0, 256 * 1024).replaceAll('\r', '');
  const counts = readCounts(text);
  return { ...counts, ...readTimes(text), problem: readProblem(text, counts) };
}

function requireWhole(name: string, value: number, min: number, max: number): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw new BotError('invalid', `The ${name} of a ping is a whole number from ${min} to ${max}`);
}

type Counts = Pick<PingResult, 'sent' | 'received' | 'lossFraction'>;

const unixCounts = /^(\d{1,9}) packets transmitted, (\d{1,9}) (?:packets )?received/m;
const windowsCounts = /Packets: Sent = (\d{1,9}), Received = (\d{1,9})/;

function readCounts(text: string): Counts {
  const [, first, second] = unixCounts.exec(text) ?? windowsCounts.exec(text) ?? [];
  if (first === undefined) return {};
  const sent = Number(first);
  const received = Math.min(sent, answeredOnWindows(text) ?? Number(second));
  return { sent, received, lossFraction: sent === 0 ? undefined : 1 - received / sent };
}

/** Windows counts a router's "unreachable" as received; only lines with a time are answers. */
function answeredOnWindows(text: string): number | undefined {
  return windowsCounts.test(text)
    ? (text.match(/^Reply from .{1,80}: .{0,40}time[=<]/gm)?.length ?? 0)
    : undefined;
}

type Times = Pick<PingResult, 'minMs' | 'avgMs' | 'maxMs' | 'jitterMs'>;

const figure = String.raw`(\d{1,9}(?:\.\d{1,6})?)`;
const unixTimes = new RegExp(
  `min/avg/max(?:/mdev)? = ${figure}/${figure}/${figure}(?:/${figure})? ms`,
);
const windowsTimes = /Minimum = (\d{1,9})ms, Maximum = (\d{1,9})ms, Average = (\d{1,9})ms/;

function readTimes(text: string): Times {
  const [, min, avg, max, deviation] = unixTimes.exec(text) ?? [];
  if (min !== undefined) {
    const jitterMs = deviation === undefined ? jitterOf(text) : Number(deviation);
    return { minMs: Number(min), avgMs: Number(avg), maxMs: Number(max), jitterMs };
  }
  const [, least, most, middle] = windowsTimes.exec(text) ?? [];
  if (least === undefined || answeredOnWindows(text) === 0) return {};
  return { minMs: Number(least), avgMs: Number(middle), maxMs: Number(most) };
}

/** As iputils counts its mdev: the root of the mean square less the squared mean. */
function jitterOf(text: string): number | undefined {
  const times = [...text.matchAll(/ time=(\d{1,9}(?:\.\d{1,6})?) ms/g)].map(([, time]) =>
    Number(time),
  );
  if (times.length < 2) return undefined;
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  const square = times.reduce((sum, time) => sum + (time - mean) ** 2, 0) / times.length;
  return Math.round(Math.sqrt(square) * 1000) / 1000;
}

/** What each program says, and what it means for a person. The first that fits is the cause. */
const problems: readonly (readonly [RegExp, string])[] = [
  [
    /bad address|unknown host|could not find host|Name or service not known/i,
    'the name is not known there',
  ],
  [/name resolution|No address associated/i, 'the name could not be looked up there'],
  [
    /network is unreachable|no route to host|transmit failed|Network unreachable/i,
    'there is no route to it from there',
  ],
  [/operation not permitted|permission denied|you must be root/i, 'ping is not permitted there'],
  [
    /Destination Host Unreachable|Destination Host Prohibited/i,
    'the host does not answer on its network',
  ],
  [
    /Destination Net Unreachable|Destination network unreachable/i,
    'a router on the way knows no route to it',
  ],
  [
    /Packet filtered|Administratively|Communication .{0,60}prohibited/i,
    'a firewall on the way refuses it',
  ],
  [/Destination Port Unreachable/i, 'a firewall on the way refuses it'],
  [/Time to live exceeded|TTL expired/i, 'the way to it goes in a circle'],
  [
    /message too long|packet size too large|needs to be fragmented/i,
    'the packets are too large for the way',
  ],
  [/ping: not found|command not found/i, 'ping is not installed there'],
];

function readProblem(text: string, { sent, received }: Counts): string | undefined {
  if (received !== undefined && received > 0 && received === sent) return undefined;
  const known = problems.find(([pattern]) => pattern.test(text));
  if (known !== undefined) return known[1];
  if (sent === undefined) return 'ping said nothing that could be understood';
  return received === 0 ? 'no answer came back' : undefined;
}
