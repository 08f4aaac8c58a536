import type { Past, Point } from '../metrics/sample.ts';
import { createEngine, type Engine } from './engine/engine.ts';
import { type Incident, notifies, type Post } from './incident.ts';
import { valuesOf } from './rules/kept-values.ts';
import type { Rule } from './rules/rule.ts';
import type { Subject } from './rules/signal.ts';

/** A host or machine whose past is played. */
export interface Played {
  readonly subject: Subject;
  /** Under which its figures are kept. */
  readonly number: number;
  readonly cpus?: number | undefined;
}

/** What would have been said. */
export interface Replayed {
  /** As they ended, or are. */
  readonly incidents: readonly Incident[];
  readonly cards: number;
  readonly notifications: number;
  /** How many minutes there was any figure of. */
  readonly minutes: number;
}

/** Plays one stretch of time after the other through the rules, as if it were now. */
export interface Replay {
  play(past: Past): void;
  result(): Replayed;
}

export function createReplay(rules: readonly Rule[], played: readonly Played[]): Replay {
  const engine = createEngine(rules);
  let handles: ReadonlyMap<string, number> | undefined;
  const posts: Post[] = [];
  let minutes = 0;
  return {
    play({ points }) {
      for (const [at, moment] of byTime(played, points)) {
        minutes += 1;
        handles ??= watchAll(engine, played, at);
        for (const each of moment) tell(engine, handles, each);
        posts.push(...engine.tick(at));
      }
    },
    result() {
      const last = new Map(posts.map(({ incident }) => [incident.id, incident]));
      return {
        incidents: [...last.values()],
        cards: posts.filter(({ how }) => how === 'card').length,
        notifications: posts.filter(notifies).length,
        minutes,
      };
    },
  };
}

function watchAll(
  engine: Engine,
  played: readonly Played[],
  at: number,
): ReadonlyMap<string, number> {
  const sites = Map.groupBy(played, ({ subject }) => subject.site);
  const all = [...sites].flatMap(([site, of]) => {
    const handles = engine.watch(
      site,
      of.map(({ subject }) => subject),
      at,
    );
    return of.map(({ subject }, place) => [subject.key, handles[place] ?? -1] as const);
  });
  return new Map(all);
}

interface Moment {
  readonly one: Played;
  readonly point: Point;
}

function tell(engine: Engine, handles: ReadonlyMap<string, number>, { one, point }: Moment): void {
  const handle = handles.get(one.subject.key);
  if (handle === undefined) return;
  engine.heard(one.subject.site, point.at);
  for (const [signal, value] of valuesOf({ kind: one.subject.kind, cpus: one.cpus }, point)) {
    engine.observe(handle, signal, point.at, value);
  }
}

/** Oldest first; nothing where nobody measured. */
function byTime(
  played: readonly Played[],
  points: Past['points'],
): readonly (readonly [at: number, moments: readonly Moment[]])[] {
  const all = played.flatMap((one) =>
    (points.get(one.number) ?? []).map((point): Moment => ({ one, point })),
  );
  return [...Map.groupBy(all, ({ point }) => point.at)].toSorted(([a], [b]) => a - b);
}
