import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { BotError } from '../../errors.ts';
import * as spine from '../migrations/0001-spine.ts';
import * as life from '../migrations/0002-life.ts';
import * as guestWays from '../migrations/0003-guest-ways.ts';
import * as chats from '../migrations/0004-chats.ts';
import * as policy from '../migrations/0005-policy.ts';
import * as approvals from '../migrations/0006-approvals.ts';
import * as auditChain from '../migrations/0007-audit-chain.ts';
import * as replicas from '../migrations/0008-replicas.ts';
import * as patience from '../migrations/0009-patience.ts';
import * as checkups from '../migrations/0010-checkups.ts';
import * as metrics from '../migrations/0011-metrics.ts';
import * as alerts from '../migrations/0012-alerts.ts';
import * as reach from '../migrations/0013-reach.ts';
import * as webhooks from '../migrations/0014-webhooks.ts';
import * as ways from '../migrations/0015-ways.ts';
import * as auditWrite from '../migrations/0016-audit-write.ts';
import * as standIns from '../migrations/0017-stand-ins.ts';
import type { Tables } from '../schema.ts';

/** One change of the schema; its number is its place in the list. */
export interface SchemaStep {
  readonly name: string;
  readonly migration: Migration;
  /** The number of the oldest code that can work after it; the one before it when left out. */
  readonly oldest?: number | undefined;
  /** No older code at all can work after it. */
  readonly breaks?: true | undefined;
}

/** In order, never changed once released: a change of the schema is a new one. */
export const schemaSteps: readonly SchemaStep[] = [
  { name: '0001-spine', migration: spine },
  { name: '0002-life', migration: life },
  { name: '0003-guest-ways', migration: guestWays },
  { name: '0004-chats', migration: chats },
  { name: '0005-policy', migration: policy, oldest: 5 },
  { name: '0006-approvals', migration: approvals },
  { name: '0007-audit-chain', migration: auditChain, breaks: true },
  { name: '0008-replicas', migration: replicas },
  { name: '0009-patience', migration: patience },
  { name: '0010-checkups', migration: checkups },
  { name: '0011-metrics', migration: metrics },
  { name: '0012-alerts', migration: alerts },
  { name: '0013-reach', migration: reach },
  { name: '0014-webhooks', migration: webhooks },
  { name: '0015-ways', migration: ways },
  { name: '0016-audit-write', migration: auditWrite },
  { name: '0017-stand-ins', migration: standIns },
];

/** The schema of a database, and the oldest code that can work with it. Both 0 where there is none yet. */
export interface SchemaVersion {
  readonly version: number;
  readonly oldest: number;
}

/** Reads it; the first schema had no table for it. */
export async function readVersion(db: Kysely<Tables>): Promise<SchemaVersion> {
  const { rows: found } = await sql<{ readonly any: boolean; readonly told: boolean }>`
    select to_regclass('operations') is not null as any,
      to_regclass('store_version') is not null as told`.execute(db);
  const [{ any, told } = { any: false, told: false }] = found;
  if (!told) return any ? { version: 1, oldest: 1 } : { version: 0, oldest: 0 };
  const { rows } = await sql<SchemaVersion>`select version, oldest from store_version`.execute(db);
  return rows[0] ?? { version: 1, oldest: 1 };
}

/** What a process does that starts on a database; `live` are the schemas that running processes know. */
export interface Meeting {
  readonly steps: readonly SchemaStep[];
  readonly found: SchemaVersion;
  readonly live: readonly number[];
}

/**
 * The rule of overlap. Code works with its own schema, and with a newer one that says so. It brings an older one to
 * its own, unless a process runs that could not work afterwards. Throws `unsupported` and `conflict`.
 */
export function meet({ steps, found, live }: Meeting): 'work' | 'migrate' {
  const code = steps.length;
  if (found.version === code) return 'work';
  if (found.version > code) {
    if (found.oldest <= code) return 'work';
    throw tooOld(code, found);
  }
  const oldest = oldestAfter(steps, found.version);
  const broken = live.filter((known) => known < oldest).length;
  if (broken === 0) return 'migrate';
  throw new BotError(
    'conflict',
    `The store cannot be brought from schema ${found.version} to ${code}: ${broken} running ${broken === 1 ? 'process knows' : 'processes know'} nothing newer than ${oldest - 1}`,
    {
      hint: `Nothing was changed. Stop them all first, or start the version with schema ${found.version + 1} in between.`,
    },
  );
}

/** The oldest code that can work when every step after `version` is done. */
export function oldestAfter(steps: readonly SchemaStep[], version: number): number {
  const pending = steps
    .map((step, at) => step.oldest ?? (step.breaks ? at + 1 : at))
    .slice(version);
  return Math.max(1, ...pending);
}

export function tooOld(code: number, { version, oldest }: SchemaVersion): BotError {
  return new BotError('unsupported', 'The database belongs to a newer version of the bot', {
    hint: `Its schema is ${version} and wants at least ${oldest}, this bot knows ${code}. Start the newer version, or point this one to another database or data directory.`,
  });
}
