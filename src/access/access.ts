import type { Card } from '../card.ts';
import type { Actor } from '../chat.ts';
import type { Log } from '../log.ts';
import type { AccessRecords, AccessRequest, Grant } from '../store/grants.ts';
import { hashOf, newCode } from './code.ts';
import { closedPolicy, type Policy, type Subject } from './policy.ts';
import { type Role, roleMay } from './roles.ts';

/** Says a card to one person where only they read it; false when they could not be told. */
export type Tell = (person: Actor, card: Card) => Promise<boolean>;

/** Who may do what: what the commands ask and change. Questions are answered from memory. */
export interface Access extends Policy {
  grants(): readonly Grant[];
  requests(): readonly AccessRequest[];
  admins(platform: string): readonly Actor[];
  grant(person: Actor, role: Role, by: Subject & { actor: Actor }): Promise<void>;
  revoke(person: Actor, by: Subject & { actor: Actor }): Promise<boolean>;
  refuse(person: Actor, by: Actor): Promise<boolean>;
  request(person: Actor, role: Role): Promise<void>;
  claim(code: string, person: Actor): Promise<void>;
  issueCode(): Promise<string>;
  tell: Tell;
}

export interface OpenAccess extends Access {
  close(): Promise<void>;
}

export interface AccessParts {
  readonly records: AccessRecords;
  readonly log: Log;
  readonly tell?: Tell | undefined;
}

/** Milliseconds after which the grants are read again, whatever was heard: a NOTIFY can be lost with its connection. */
const AGAIN_MS = 60_000;

/** Reads who may do what and keeps it fresh. Nobody has a right before it was read. */
export async function openAccess({ records, log, tell }: AccessParts): Promise<OpenAccess> {
  let known = await records.all();
  let asked = 0;
  let seen = 0;
  // Answers may overtake each other; an older one never replaces a newer.
  const refresh = async () => {
    const mine = ++asked;
    const found = await records.all();
    if (mine > seen) [known, seen] = [found, mine];
  };
  const soon = () =>
    void refresh().catch((err: unknown) => log.warn({ err }, 'grants could not be read again'));
  const quiet = await records.changes(soon);
  const timer = setInterval(soon, AGAIN_MS);
  timer.unref();
  // Between the first reading and the listening somebody may have changed something.
  await refresh();
  const after = async <T>(change: Promise<T>) => {
    const result = await change;
    await refresh();
    return result;
  };
  return {
    may: (subject, permission) =>
      closedPolicy.may(subject, permission) ||
      rolesOf(subject, known.grants).some((role) => roleMay(role, permission)),
    grants: () => known.grants,
    requests: () => known.requests,
    admins: (platform) => adminsFor(platform, known.grants),
    grant: (person, role, { actor: by, local }) =>
      after(records.grant(person, role, { by, evenLast: local === true })),
    revoke: (person, { actor: by, local }) =>
      after(records.revoke(person, { by, evenLast: local === true })),
    refuse: (person, by) => after(records.refuse(person, by)),
    request: (person, role) => after(records.request(person, role)),
    claim: (code, person) => after(records.claim(hashOf(code), person)),
    issueCode: () => issueClaimCode(records),
    tell: tell ?? (async () => false),
    async close() {
      clearInterval(timer);
      await quiet();
    },
  };
}

/** A new code that makes whoever sends it admin, once; only its hash is kept. */
export async function issueClaimCode(records: Pick<AccessRecords, 'addCode'>): Promise<string> {
  const code = newCode();
  await records.addCode(hashOf(code));
  return code;
}

/** True when somebody in a chat can grant. */
export async function hasAdmin(records: Pick<AccessRecords, 'all'>): Promise<boolean> {
  return (await records.all()).grants.some(({ role }) => role === 'admin');
}

function rolesOf({ actor }: Subject, grants: readonly Grant[]): readonly Role[] {
  if (actor === undefined) return [];
  return grants
    .filter(({ person }) => person.platform === actor.platform && person.id === actor.id)
    .map(({ role }) => role);
}

function adminsFor(platform: string, grants: readonly Grant[]): readonly Actor[] {
  const admins = grants.filter(({ role }) => role === 'admin').map(({ person }) => person);
  const here = admins.filter((one) => one.platform === platform);
  return [...here, ...admins.filter((one) => one.platform !== platform)];
}
