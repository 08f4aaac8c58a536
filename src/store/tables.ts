import type { Tables } from './schema.ts';

/** What is only about this one database, and is never carried to another. */
export const bookkeeping = [
  'store_version',
  'store_facts',
  'leases',
  'findings',
  'checkups',
  'answered_ways',
  'policies',
  'series',
  'samples',
  'samples_minute',
  'samples_hour',
  'roll_ups',
] as const;

type Kept = Exclude<keyof Tables, (typeof bookkeeping)[number]>;

const order = {
  replicas: 1,
  operations: 2,
  claims: 3,
  steps: 4,
  confirmations: 5,
  audit_months: 6,
  audit_chains: 6,
  audit_anchors: 6,
  audit: 7,
  guest_ways: 8,
  arrivals: 9,
  clicks: 10,
  outbox: 11,
  grants: 12,
  access_requests: 13,
  claim_codes: 14,
  boards: 15,
  links: 16,
  link_codes: 17,
  topics: 18,
  approvals: 19,
  turns: 20,
  incidents: 21,
  silences: 22,
  digests: 23,
  held_back: 24,
  stand_ins: 25,
} satisfies Record<Kept, number>;

/** Every table whose rows an export holds; one that points to another comes after it. */
export const tables = Object.entries(order)
  .toSorted(([, a], [, b]) => a - b)
  .map(([name]) => name) as readonly Kept[];
