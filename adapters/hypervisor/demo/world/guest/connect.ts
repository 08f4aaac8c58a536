import { isIP } from 'node:net';
import { between } from '../dice.ts';
import type { Pinging } from './ping.ts';
import { type Ended, says } from './shell.ts';

/** Every guest of the demo listens for ssh and for the web, and refuses all else. */
const open = ['22', '80', '443'];

/** What the bot's own script for TCP prints: an address, then ports. */
export function connectAsked(
  [to = '', ...ports]: readonly string[],
  { lookUp, seed, now, speed }: Pinging,
): Ended {
  const found = lookUp(to);
  if (!found && isIP(to) === 0) return says(ports.map((port) => `${port} unnamed\n`).join(''));
  if (found?.up !== true) {
    return { ...says(ports.map((port) => `${port} silent\n`).join('')), durationMs: 3_000 * speed };
  }
  const lines = ports.map((port) => {
    const micros = Math.round(1_000 * between(0.3, 1.4, seed.name, to, String(now)));
    return open.includes(port) ? `${port} open ${micros}\n` : `${port} refused\n`;
  });
  return says(lines.join(''));
}
