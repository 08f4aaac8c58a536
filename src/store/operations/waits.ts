import { span } from '../../format.ts';
import type { Blocker, Queued } from './claims.ts';

/** Milliseconds below which an age is no news: words that change every second would be an edit every second. */
const MINUTE = 60_000;
/** Less done than this tells nothing of how long the rest takes. */
const ENOUGH = 0.05;

/** `behind anna’s task 12 (Back up e1), for 4 min now, about 6 min left`. */
export function behind({ id, actor, title, state, ran, fraction }: Blocker): string {
  const whose = `behind ${actor.name}’s task ${id} (${title})`;
  if (state === 'undecided') {
    return `${whose}, whose outcome is unknown until somebody settles it`;
  }
  if (state !== 'running' || ran === null || ran < MINUTE) return whose;
  return `${whose}, for ${minutes(ran)} now${left(ran, fraction)}`;
}

/** As far as its own progress tells: an estimate, and said as one. */
function left(ran: number, fraction: number | null): string {
  if (fraction === null || fraction < ENOUGH || fraction >= 1) return '';
  const rest = (ran / fraction) * (1 - fraction);
  return rest < MINUTE ? ', less than a minute left' : `, about ${minutes(rest)} left`;
}

function minutes(ms: number): string {
  return span(Math.floor(ms / MINUTE) * MINUTE);
}

/** `4 others run on pve1, the most at once`. */
export function inQueue({ target, running, place }: Queued, atOnce: number): string {
  const host = target.replace(/^host:[^/]*\//, '');
  return running >= atOnce
    ? `${others(running)} on ${host}, the most at once`
    : `${others(place - 1)} or soon will on ${host}, where ${atOnce} may at once`;
}

function others(count: number): string {
  return count === 1 ? '1 other runs' : `${count} others run`;
}
