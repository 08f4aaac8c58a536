import type { Fleet } from '../../inventory.ts';
import type { Rule } from '../rules/rule.ts';
import type { Subject } from '../rules/signal.ts';
import type { Ear, Read } from './ear.ts';
import type { GoingOn } from './going-on.ts';
import { type HandleOf, observeRound, type Round } from './round.ts';

export interface ListeningParts {
  readonly site: string;
  /** As they are configured at this moment. */
  rules(): readonly Rule[];
  readonly fleet: Pick<Fleet, 'unreached'>;
  now?(): number;
}

/** Brings the engine what came in since the last look, by the rules as they are then. */
export function listening(
  { site, rules, fleet, now: clock = Date.now }: ListeningParts,
  begun: GoingOn,
): (ear: Pick<Ear, 'takeRound' | 'takeReadings'>, now: number) => void {
  const { engine, subjects, past } = begun;
  const watch = watching(site, begun);
  engine.heard(site, clock());
  let handleOf = watch(begun.rules, clock());
  let isFirst = true;
  const answered = (round: Round) => {
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
    handleOf = watch(rules(), now);
    if (round) answered(round);
    hear(read);
    if (fleet.unreached().includes(site)) unanswered(now);
  };
}

/** Tells the engine what there is and by which rules, where that has changed; gives the way to the handles. */
function watching(site: string, { engine, subjects, ...begun }: GoingOn) {
  let { rules } = begun;
  let known: readonly Subject[] | undefined;
  let byKey: ReadonlyMap<string, number | undefined> = new Map();
  const handleOf: HandleOf = ({ key }) => byKey.get(key);
  return (wanted: readonly Rule[], at: number): HandleOf => {
    const all = subjects.all();
    if (wanted !== rules) engine.adopt(wanted, at);
    else if (all === known) return handleOf;
    [rules, known] = [wanted, all];
    const handles = engine.watch(site, all, at);
    byKey = new Map(all.map(({ key }, place) => [key, handles[place]]));
    return handleOf;
  };
}
