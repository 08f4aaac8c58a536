import { count } from '../../format.ts';
import type { MachineRef } from '../../hypervisor.ts';
import type { Part } from './own.ts';

/** `the bot and its PostgreSQL`. */
export function partsInWords(parts: readonly Part[]): string {
  return parts.map((part) => (part === 'bot' ? 'the bot' : 'its PostgreSQL')).join(' and ');
}

/** `The bot and its PostgreSQL run on web-1`. */
export function runsOn(parts: readonly Part[], label: string): string {
  const who = parts.includes('bot') ? partsInWords(parts) : "the bot's PostgreSQL";
  const verb = parts.length > 1 ? 'run' : 'runs';
  return `${who.charAt(0).toUpperCase()}${who.slice(1)} ${verb} on ${label}`;
}

/** What follows when they go down, for a person about to do it all the same. */
export function whatFollows(parts: readonly Part[]): string {
  return parts.includes('bot')
    ? 'The bot goes down with it, or is cut off, and can tell nothing more, not even how this ended. It is back when its machine is.'
    : 'The bot loses its memory: it accepts and tells nothing until its PostgreSQL is back, not even how this ended.';
}

/** How many are named; the rest are counted. */
const NAMED = 5;

/** There was no time to ask these guests whether the bot runs there. */
export function couldNotSee(open: readonly MachineRef[]): string {
  const names = open.slice(0, NAMED).map(({ name }) => name);
  const more = open.length > NAMED ? [`${open.length - NAMED} more`] : [];
  const which = [...names, ...more].join(', ');
  return `Whether the bot itself runs on one of ${count(open.length, 'machine')} could not be seen in time (${which}). Each is asked again before its turn. Named under self in the configuration, the bot's machine is known at once.`;
}
