import { createHash } from 'node:crypto';
import type { OwnRole } from './roles.ts';
import type { Rotation } from './rotation.ts';

/** `access:` of the configuration, checked. Plain data: its hash tells two of them apart. */
export interface AccessFile {
  readonly people: Readonly<Record<string, FilePerson>>;
  readonly roles: Readonly<Record<string, OwnRole>>;
  readonly bindings: readonly Binding[];
  /** Who is on call, by the name of the rota; absent: there is none. */
  readonly onCall?: Readonly<Record<string, Rotation>> | undefined;
}

export interface FilePerson {
  readonly name: string;
  /** By platform. */
  readonly ids: Readonly<Record<string, string>>;
}

/** These people and groups have this role, for this and in these channels. */
export interface Binding {
  readonly role: string;
  /** Words under `people`, and `onCall:lab` for whoever has the turn in that rota. */
  readonly people: readonly string[];
  /** Groups of a platform by its word: its user groups, its server roles. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
  /** Any of these selectors; absent: everything. */
  readonly on?: readonly string[] | undefined;
  /** Channels by platform; absent: anywhere. */
  readonly in?: Readonly<Record<string, readonly string[]>> | undefined;
}

/** Where a binding stands, as a mistake in it would be told. */
export function bindingPath(at: number): string {
  return `access.bindings[${at}]`;
}

/** SHA-256 of what the rules say, the same for the same rules however they are written down. */
export function policyHash(sections: Readonly<Record<string, unknown>>): string {
  return createHash('sha256')
    .update(JSON.stringify(ordered(sections)))
    .digest('hex');
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, held]) => held !== undefined)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, held]) => [key, ordered(held)]),
  );
}
