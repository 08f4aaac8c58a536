import type { WayRecords } from '../../../src/store/alerts/ways.ts';

/** Ways as a store keeps them. */
export function memory(): WayRecords {
  const known = new Set<string>();
  return {
    answeredWays: async () => [...known],
    reachedWays: async (_site, ways) => {
      for (const way of ways) known.add(way);
    },
  };
}
