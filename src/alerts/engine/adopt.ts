import type { Row } from '../rules/levels.ts';
import type { Threshold } from '../rules/rule.ts';
import type { Dropped } from './dropped.ts';
import type { Turned } from './turned.ts';
import { type Held, type Parts, put } from './watched-parts.ts';

/** What other rules made of what fired. */
export interface Adopted {
  /** It is not watched by that rule any more. */
  readonly ended: readonly (Turned & { readonly dropped: Dropped })[];
  /** It goes on, and its rule says otherwise when it is over or how bad it is. */
  readonly changed: readonly Turned[];
}

/** Everything that is watched goes on under other rules: where its rule is as before, it goes on as it stood. */
export function adopt(before: Parts, now: Parts): Adopted {
  const all = before.held.flatMap((held) => {
    if (held === undefined) return [];
    put(now, held.subject);
    return standing(before, held).map((one) => takeOver(now, one));
  });
  return {
    ended: all.flatMap(({ ended }) => ended ?? []),
    changed: all.flatMap(({ changed }) => changed ?? []),
  };
}

interface TakenOver {
  readonly ended?: Adopted['ended'][number] | undefined;
  readonly changed?: Turned | undefined;
}

function takeOver(now: Parts, { turned, threshold, row, fires }: Standing): TakenOver {
  const found = placeOf(now, turned);
  if (typeof found === 'string') return fires ? { ended: { ...turned, dropped: found } } : {};
  const isSame = sameFigures(threshold, found.threshold);
  // What was under way by another rule begins anew by this one.
  if (!(isSame || fires)) return {};
  now.levels.put(found.slot, row, isSame ? undefined : 'anew');
  const { severity } = found.threshold;
  if (!fires || (isSame && severity === turned.severity)) return {};
  return { changed: { ...turned, severity } };
}

interface Standing {
  readonly turned: Turned;
  readonly threshold: Threshold;
  readonly row: Row;
  readonly fires: boolean;
}

/** All of it that is not well. */
function standing({ columns, levels, slots }: Parts, { subject, base }: Held): readonly Standing[] {
  return columns.of[subject.kind].flatMap(({ rule, offset }): Standing[] => {
    const slot = base + offset;
    const row = levels.row(slot);
    const threshold = slots.threshold(slot);
    if (row === undefined || threshold === undefined) return [];
    const { severity } = threshold;
    const turned: Turned = { subject, rule, severity, figures: levels.figures(slot) };
    return [{ turned, threshold, row, fires: row.level !== 'pending' }];
  });
}

/** Where the rule of that name stands on it now. */
function placeOf(
  { columns, slots, held, handles }: Parts,
  { subject, rule }: Turned,
): { readonly slot: number; readonly threshold: Threshold } | Dropped {
  const base = held[handles.get(subject.key) ?? -1]?.base ?? 0;
  const column = columns.by(rule.signal).find(({ rule: { name } }) => name === rule.name);
  if (column === undefined) return 'rule-gone';
  const slot = base + column.offset;
  const threshold = slots.threshold(slot);
  return threshold === undefined ? 'rule-off' : { slot, threshold };
}

/** Whether it fires and is over at the same figures after the same time. */
function sameFigures(a: Threshold, b: Threshold): boolean {
  return (
    a.trigger === b.trigger &&
    a.clear === b.clear &&
    a.forMs === b.forMs &&
    a.clearForMs === b.clearForMs
  );
}
