import type { Fleet } from '../../inventory.ts';
import type { Ear, Read } from './ear.ts';
import type { GoingOn } from './going-on.ts';
import { type HandleOf, observeRound } from './round.ts';

export interface ListeningParts {
  readonly site: string;
  readonly fleet: Pick<Fleet, 'unreached'>;
  now?(): number;
}

/** Brings the engine what came in since the last look. */
export function listening(
  { site, fleet, now: clock = Date.now }: ListeningParts,
  { engine, subjects, past }: GoingOn,
): (ear: Pick<Ear, 'takeRound' | 'takeReadings'>, now: number) => void {
  const watch = (at: number): HandleOf => {
    const all = subjects.all();
    const handles = engine.watch(site, all, at);
    const byKey = new Map(all.map(({ key }, place) => [key, handles[place]]));
    return ({ key }) => byKey.get(key);
  };
  engine.heard(site, clock());
  let handleOf = watch(clock());
  let isFirst = true;
  const answered = (round: Parameters<typeof observeRound>[1]) => {
    if (isFirst) engine.warm(past(handleOf));
    isFirst = false;
    engine.heard(site, round.at);
    observeRound(engine, round, handleOf);
  };
  /** A site that is one host: that it gives no figures is the same trouble, and told as the host's. */
  const unanswered = (now: number) => {
    const only = subjects.onlyHost();
    const handle = only && handleOf(only);
    if (handle === undefined) return;
    engine.observe(handle, 'host-lost', now, 1);
    engine.heard(site, now);
  };
  const hear = (read: readonly Read[]) => {
    for (const { subject, signal, at, value } of read.flatMap(({ readings }) => readings)) {
      const handle = handleOf(subject);
      if (handle === undefined || value === undefined) continue;
      engine.observe(handle, signal, at, value);
    }
  };
  return (ear, now) => {
    const round = ear.takeRound();
    const read = ear.takeReadings();
    if (round) subjects.answered(round);
    for (const { source, readings } of read) subjects.read(source, readings);
    if (round || read.length > 0) handleOf = watch(now);
    if (round) answered(round);
    hear(read);
    if (fleet.unreached().includes(site)) unanswered(now);
  };
}
