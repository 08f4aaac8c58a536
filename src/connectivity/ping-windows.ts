import type { PingResult } from './ping.ts';

/**
 * What the ping of Windows prints, in whatever language its user speaks: numbers stand where they stand in English.
 * https://learn.microsoft.com/windows-server/administration/windows-commands/ping
 */
type Figures = Pick<PingResult, 'sent' | 'received' | 'minMs' | 'avgMs' | 'maxMs' | 'jitterMs'>;

/** `Packets: Sent = 4, Received = 4, Lost = 0 (0% loss)`; some languages break the line before the bracket. */
const counts =
  /= ?(\d{1,9})\D[^=\n]{0,60}= ?(\d{1,9})\D[^=]{0,60}= ?(\d{1,9})\s{0,40}\([^)\n]{0,40}?\d{1,3} ?%/;

/** `Minimum = 1ms, Maximum = 2ms, Average = 1ms`: always in this order. */
const unit = ' ?(?:ms|мс)';
const times = new RegExp(
  `= (\\d{1,9})${unit}[^=\\n]{0,60}= (\\d{1,9})${unit}[^=\\n]{0,60}= (\\d{1,9})${unit}`,
);

/** `Reply from 10.0.0.1: bytes=32 time<1ms TTL=64`; the summary has a space before each of its numbers. */
const reply = /^[^\n]{1,200}?([=<])(\d{1,9}) ?(?:ms|m|мс)(?= |$)/gm;

/** The largest gap between what it sends and what it tells of its times. */
export function readWindows(text: string): Figures | undefined {
  const [, sentText, receivedText] = counts.exec(text) ?? [];
  if (sentText === undefined) return undefined;
  const sent = Number(sentText);
  // A router's "unreachable" counts as received there; only lines with a time are answers.
  const replies = [...text.matchAll(reply)].map(([, sign, ms]) => ({
    below: sign === '<',
    ms: Number(ms),
  }));
  const received = Math.min(sent, Number(receivedText), replies.length);
  if (received === 0) return { sent, received };
  return { sent, received, ...readTimes(text), jitterMs: jitter(replies) };
}

function readTimes(text: string): Pick<Figures, 'minMs' | 'avgMs' | 'maxMs'> {
  const [, min, max, average] = times.exec(text) ?? [];
  if (min === undefined) return {};
  return { minMs: Number(min), avgMs: Number(average), maxMs: Number(max) };
}

/** Unknown where one was below the millisecond that it counts in. */
function jitter(replies: readonly { readonly below: boolean; readonly ms: number }[]) {
  return replies.some(({ below }) => below) ? undefined : deviation(replies.map(({ ms }) => ms));
}

/** As iputils counts its mdev: the root of the mean square less the squared mean. Undefined of fewer than two. */
export function deviation(times: readonly number[]): number | undefined {
  if (times.length < 2) return undefined;
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  const square = times.reduce((sum, time) => sum + (time - mean) ** 2, 0) / times.length;
  return Math.round(Math.sqrt(square) * 1000) / 1000;
}
