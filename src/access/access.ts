import type { Card } from '../card.ts';
import type { Actor } from '../chat.ts';
import type { Log } from '../log.ts';
import type { AccessRecords, AccessRequest, Grant } from '../store/grants.ts';
import { hashOf, newCode } from './code.ts';
import type { AccessFile } from './file.ts';
import { fileAdmins, isGlobalAdmin } from './admins.ts';
import { type Linking, linkingOver } from './linking.ts';
import { identityKey, type Link } from './people.ts';
import type { Policy, Subject } from './policy.ts';
import { policyOver, type Trusted } from './ruled.ts';
import { noFile, type Rulebook, rulebookOf } from './rulebook.ts';

/** Says a card to one person where only they read it; false when they could not be told. */
export type Tell = (person: Actor, card: Card) => Promise<boolean>;

type Granter = Subject & { readonly actor: Actor };

/** Who may do what: what the commands ask and change. Questions are answered from memory. */
export interface Access extends Policy, Linking {
  grants(): readonly Grant[];
  requests(): readonly AccessRequest[];
  links(): readonly Link[];
  /** What the file says; nothing where it has no such section. */
  file(): AccessFile;
  book(): Rulebook;
  /** True for whoever may do everything, whatever the rules say. */
  trusts(subject: Subject): boolean;
  admins(platform: string): readonly Actor[];
  grant(person: Actor, role: string, by: Granter, on?: string): Promise<void>;
  revoke(person: Actor, by: Granter, on?: string): Promise<boolean>;
  refuse(person: Actor, by: Actor): Promise<boolean>;
  request(person: Actor, role: string): Promise<void>;
  claim(code: string, person: Actor): Promise<void>;
  issueCode(): Promise<string>;
  tell: Tell;
}

/** The rules of the file, as they are now. */
export interface Rules {
  /** Absent where the file says nothing of access. */
  readonly access?: AccessFile | undefined;
  readonly hash?: string | undefined;
}

export interface OpenAccess extends Access {
  /** Other rules of the file from now on. */
  use(rules: Rules): void;
  close(): Promise<void>;
}

export interface AccessParts {
  readonly records: AccessRecords;
  readonly log: Log;
  readonly tell?: Tell | undefined;
  readonly rules?: Rules | undefined;
  /** False where the OS user of this process does not own the file of the rules. */
  readonly ownsFile?: boolean | undefined;
}

/** Milliseconds after which the grants are read again, whatever was heard: a NOTIFY can be lost with its connection. */
const AGAIN_MS = 60_000;

/** Reads who may do what and keeps it fresh. Nobody has a right before it was read. */
export async function openAccess(parts: AccessParts): Promise<OpenAccess> {
  const { records, log, tell, ownsFile = true } = parts;
  let rules = parts.rules ?? {};
  let known = await records.all();
  let book = bookOf(rules, known);
  let asked = 0;
  let seen = 0;
  // Answers may overtake each other; an older one never replaces a newer.
  const refresh = async () => {
    const mine = ++asked;
    const found = await records.all();
    if (mine > seen) [known, seen, book] = [found, mine, bookOf(rules, found)];
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
  // Without rules of its own the bot obeys whoever runs it; with some, whoever could change them anyway.
  const trusted: Trusted = ({ local }) =>
    local === true && (rules.access === undefined || ownsFile);
  const evenLast = (by: Granter) => trusted(by) || fileAdmins(book, rules.access).length > 0;
  return {
    ...policyOver({ trusted, book: () => book }),
    ...linkingOver({ records, after, people: () => book.people }),
    get hash() {
      return rules.hash;
    },
    grants: () => known.grants,
    requests: () => known.requests,
    links: () => known.links,
    file: () => rules.access ?? noFile,
    book: () => book,
    trusts: trusted,
    admins: (platform) => adminsFor(platform, book, { ...known, file: rules.access }),
    grant: (person, role, by, on) =>
      after(records.grant(person, role, { by: by.actor, on, evenLast: evenLast(by) })),
    revoke: (person, by, on) =>
      after(records.revoke(person, { by: by.actor, on, evenLast: evenLast(by) })),
    refuse: (person, by) => after(records.refuse(person, by)),
    request: (person, role) => after(records.request(person, role)),
    claim: (code, person) => after(records.claim(hashOf(code), person)),
    issueCode: () => issueClaimCode(records),
    tell: tell ?? (async () => false),
    use(next) {
      rules = next;
      book = bookOf(rules, known);
    },
    async close() {
      clearInterval(timer);
      await quiet();
    },
  };
}

function bookOf({ access = noFile }: Rules, known: Awaited<ReturnType<AccessRecords['all']>>) {
  return rulebookOf({ file: access, grants: known.grants, links: known.links });
}

/** A new code that makes whoever sends it admin, once; only its hash is kept. */
export async function issueClaimCode(records: Pick<AccessRecords, 'addCode'>): Promise<string> {
  const code = newCode();
  await records.addCode(hashOf(code));
  return code;
}

/** True when somebody in a chat can grant. */
export async function hasAdmin(
  records: Pick<AccessRecords, 'all'>,
  access?: AccessFile,
): Promise<boolean> {
  const known = await records.all();
  const book = bookOf({ access }, known);
  return fileAdmins(book, access).length > 0 || known.grants.some(isGlobalAdmin(book));
}

interface Known {
  readonly grants: readonly Grant[];
  readonly file: AccessFile | undefined;
}

function adminsFor(platform: string, book: Rulebook, { grants, file }: Known): readonly Actor[] {
  const granted = grants.filter(isGlobalAdmin(book)).map(({ person }) => person);
  const all = new Map(
    [...fileAdmins(book, file), ...granted].map((one) => [identityKey(one), one] as const),
  );
  const admins = [...all.values()];
  const here = admins.filter((one) => one.platform === platform);
  return [...here, ...admins.filter((one) => one.platform !== platform)];
}
