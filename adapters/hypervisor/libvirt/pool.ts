import { createLane, type Lane } from './lane.ts';

/** A few lanes side by side, opened as they are needed: one slow answer delays few others. */
export function createPool(open: Parameters<typeof createLane>[0], size: number): Lane {
  const lanes: Lane[] = [];

  function idlest(): Lane {
    const best = lanes.toSorted((a, b) => a.waiting - b.waiting)[0];
    if (best && (best.waiting === 0 || lanes.length >= size)) return best;
    const fresh = createLane(open);
    lanes.push(fresh);
    return fresh;
  }

  return {
    ask: (lines, options) => idlest().ask(lines, options),
    get waiting() {
      return lanes.reduce((sum, lane) => sum + lane.waiting, 0);
    },
    close() {
      for (const lane of lanes.splice(0)) lane.close();
    },
  };
}
