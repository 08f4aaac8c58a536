import { needed } from '../registration/invite.ts';
import type { Tested } from './tests.ts';

/** Channels that are named one by one; a server may have hundreds that are not for the bot. */
const NAMED = 10;

/** Where the bot is, and what it lacks there, each with what it is for and where it is given. */
export function serverLines({ servers }: Tested): { lines: readonly string[]; isWell: boolean } {
  if (servers.length === 0) {
    return { lines: ['✗ The bot is in no server yet: open the link above.'], isWell: false };
  }
  const gaps = servers.flatMap((server) => server.gaps);
  const missing = new Set(gaps.flatMap((gap) => gap.missing));
  return {
    lines: [
      ...servers.flatMap(({ name, gaps: here }) => [
        here.length === 0 ? `✓ ${name}` : `· ${name}, but not everywhere:`,
        ...here.slice(0, NAMED).map((gap) => `✗ #${gap.channel}: ${gap.missing.join(', ')}`),
        ...(here.length > NAMED ? [`✗ and ${here.length - NAMED} more channels`] : []),
      ]),
      ...needed.filter(({ name }) => missing.has(name)).map(({ name, why }) => `· ${name}: ${why}`),
      ...(missing.size > 0
        ? ['Give them to the bot where it is to work: Edit Channel, Permissions.']
        : []),
    ],
    isWell: missing.size === 0,
  };
}
