import type { Tables } from './schema.ts';

/** What is only about this one database, and is never carried to another. */
export const bookkeeping = [
  'store_version',
  'store_facts',
  'leases',
  'findings',
  'policies',
] as const;

type Kept = Exclude<keyof Tables, (typeof bookkeeping)[number]>;

const order = {
  replicas: 1,
  operations: 2,
  claims: 3,
  steps: 4,
  confirmations: 5,
  audit: 6,
  guest_ways: 7,
  arrivals: 8,
  clicks: 9,
  outbox: 10,
  grants: 11,
  access_requests: 12,
  claim_codes: 13,
  boards: 14,
  turns: 15,
} satisfies Record<Kept, number>;

/** Every table whose rows an export holds; one that points to another comes after it. */
export const tables = Object.entries(order)
  .toSorted(([, a], [, b]) => a - b)
  .map(([name]) => name) as readonly Kept[];
