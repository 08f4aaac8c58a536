import type { Incident } from '../incident.ts';
import type { Severity } from '../rules/rule.ts';
import { placeKey } from '../settings.ts';
import { together } from './calls.ts';
import { heldUntil } from './quiet-hours.ts';
import type { Reached, Target, Telling, Waiting } from './reached.ts';
import type { Reaching } from './reaching.ts';
import type { Route, Step } from './route.ts';

/** How long nobody has acknowledged it, as it is at that moment. */
export function waiting(
  { waits, told, done }: Reached,
  incident: Incident,
  now: number,
): Pick<Reached, 'waits' | 'done'> {
  // Who acknowledged it ends all of it: should it get worse, it begins anew.
  if (incident.state !== 'firing') return { waits: {}, done: [] };
  const next = (severity: Severity) => waitingAs(waits[severity], { incident, severity, now });
  if (told.length === 0) return { waits, done };
  const [warning, critical] = [next('warning'), next('critical')];
  return { waits: { ...(warning && { warning }), ...(critical && { critical }) }, done };
}

interface As {
  readonly incident: Incident;
  readonly severity: Severity;
  readonly now: number;
}

function waitingAs(before: Waiting | undefined, { incident, severity, now }: As) {
  const counts = goesOn(incident) && (severity === 'warning' || incident.severity === 'critical');
  if (!counts) return before && { ...before, stillSince: before.stillSince ?? now };
  if (before === undefined) return { since: now };
  return { since: before.since + (before.stillSince === undefined ? 0 : now - before.stillSince) };
}

/** It fires now, and nobody has muted it. */
export function goesOn({ members, signal, quiet }: Incident): boolean {
  if (quiet !== undefined) return false;
  return signal === 'no-data' || members.some(({ until }) => until === undefined);
}

/** A step that has not been taken. */
export interface Coming {
  readonly key: string;
  readonly route: Route;
  readonly step: Step;
  /** When it is taken; absent while its time stands still. */
  readonly at?: number | undefined;
  /** Milliseconds for which nobody has acknowledged it then. */
  readonly waitedMs: number;
}

/** In the order in which they come. */
export function comingSteps(
  { waits, done }: Pick<Reached, 'waits' | 'done'>,
  incident: Incident,
  { routes }: Pick<Reaching, 'routes'>,
): readonly Coming[] {
  return routes(incident)
    .flatMap((route) => (route.escalate ?? []).map((step) => ({ route, step })))
    .flatMap(({ route, step }): readonly Coming[] => {
      const key = stepKey(route, step);
      const wait = waits[step.severity];
      if (wait === undefined || done.includes(key)) return [];
      const { afterMs: waitedMs } = step;
      const at =
        wait.stillSince === undefined ? awake(route, incident, wait.since + waitedMs) : undefined;
      return [{ ...{ key, route, step, waitedMs }, at }];
    })
    .toSorted((a, b) => a.waitedMs - b.waitedMs);
}

/** Not in the quiet hours of its route. */
function awake({ quiet }: Route, { severity }: Incident, at: number): number {
  return (quiet && heldUntil(quiet, severity, at)) ?? at;
}

/** What two processes know a step by: what it does, not where it stands in the file. */
function stepKey({ to }: Route, { afterMs, to: further, severity }: Step): string {
  const [here, there] = [to, further].map((places) => places.map(placeKey).join(','));
  return [afterMs, severity, here, ...(there === '' ? [] : [there])].join(' ');
}

export interface Escalated {
  readonly says: readonly Telling[];
  readonly done: readonly string[];
}

/** Of all steps that are due at once each place hears in one message. */
export function escalate(
  reached: Reached,
  incident: Incident,
  { reaching, now }: { readonly reaching: Reaching; readonly now: number },
): Escalated {
  const due = comingSteps(reached, incident, reaching).filter(
    ({ at }) => at !== undefined && at <= now,
  );
  if (due.length === 0) return { says: [], done: [] };
  const targets = new Map<string, Target>();
  for (const { route, step } of due) {
    const mentions = reaching.calls(step.mention, now);
    for (const place of [...route.to, ...step.to]) {
      const before = targets.get(placeKey(place));
      targets.set(placeKey(place), { place, mentions: together(before?.mentions ?? [], mentions) });
    }
  }
  const known = new Set(reached.told.map(placeKey));
  const [here, there] = [true, false].map((isTold) =>
    [...targets.values()].filter(({ place }) => known.has(placeKey(place)) === isTold),
  );
  const steps = due.map(({ key }) => key);
  const about = { why: 'unanswered', incident, steps, waitedMs: due.at(-1)?.waitedMs } as const;
  return {
    says: [
      { ...about, how: 'card' as const, to: there ?? [] },
      { ...about, how: 'notice' as const, to: here ?? [] },
    ].filter(({ to }) => to.length > 0),
    done: steps,
  };
}
