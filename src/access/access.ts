import type { ApprovalRule } from '../approvals/rules.ts';
import type { Card } from '../card.ts';
import type { Actor } from '../chat.ts';
import type { Log } from '../log.ts';
import type { AccessRecords, AccessRequest, Grant } from '../store/access/grants.ts';
import type { HandOver } from '../store/access/stand-ins.ts';
import { fileAdmins, isGlobalAdmin } from './admins.ts';
import { hashOf, newCode } from './code.ts';
import type { AccessFile } from './file.ts';
import { type Known, keepKnown } from './known.ts';
import { type Linking, linkingOver } from './linking.ts';
import { type Identity, identityKey, type Link, type People } from './people.ts';
import type { Policy, Subject } from './policy.ts';
import { noFile, type Rulebook, rulebookOf } from './rulebook.ts';
import { policyOver, type Trusted } from './ruled.ts';
import type { StandIn } from './stand-in.ts';

/** Says a card to one person where only they read it; false when they could not be told. */
export type Tell = (person: Actor, card: Card) => Promise<boolean>;

type Granter = Subject & { readonly actor: Actor };

/** Who may do what: what the commands ask and change. Questions are answered from memory. */
export interface Access extends Policy, Linking {
  grants(): readonly Grant[];
  requests(): readonly AccessRequest[];
  links(): readonly Link[];
  /** Who has a turn on call that is not theirs by the file, as far as that has not ended. */
  standIns(): readonly StandIn[];
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
  /** Gives the turn of a rota. Throws `conflict` where somebody has just done so too. */
  handOver(turn: HandOver, by: Actor): Promise<void>;
  claim(code: string, person: Actor): Promise<void>;
  issueCode(): Promise<string>;
  tell: Tell;
}

/** The rules of the file, as they are now. */
export interface Rules {
  /** Absent where the file says nothing of access. */
  readonly access?: AccessFile | undefined;
  /** When a second person is wanted. */
  readonly approvals?: readonly ApprovalRule[] | undefined;
  readonly hash?: string | undefined;
}

export interface OpenAccess extends Access {
  /** When a second person is wanted, as the file says now. */
  approvals(): readonly ApprovalRule[];
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

/** Reads who may do what and keeps it fresh. Nobody has a right before it was read. */
export async function openAccess(parts: AccessParts): Promise<OpenAccess> {
  const { records, log, tell, ownsFile = true } = parts;
  let rules = parts.rules ?? {};
  let book = bookOf(rules, { grants: [], links: [], standIns: [] });
  const known = await keepKnown({ records, log }, (now) => {
    book = bookOf(rules, now);
  });
  const { after } = known;
  // Without rules of its own the bot obeys whoever runs it; with some, whoever could change them anyway.
  const trusted: Trusted = ({ local }) =>
    local === true && (rules.access === undefined || ownsFile);
  const change = (person: Actor, by: Granter, on: string | undefined) => ({
    ...{ by: by.actor, on, also: othersOf(person, book.people) },
    evenLast: trusted(by) || fileAdmins(book, rules.access).length > 0,
  });
  return {
    ...policyOver({ trusted, book: () => book }),
    ...linkingOver({ records, after, people: () => book.people }),
    get hash() {
      return rules.hash;
    },
    grants: () => known.now().grants,
    requests: () => known.now().requests,
    links: () => known.now().links,
    standIns: () => known.now().standIns,
    file: () => rules.access ?? noFile,
    approvals: () => rules.approvals ?? [],
    book: () => book,
    trusts: trusted,
    admins: (platform) => adminsFor(platform, book, { ...known.now(), file: rules.access }),
    grant: (person, role, by, on) => after(records.grant(person, role, change(person, by, on))),
    revoke: (person, by, on) => after(records.revoke(person, change(person, by, on))),
    refuse: (person, by) => after(records.refuse(person, by)),
    request: (person, role) => after(records.request(person, role)),
    handOver: (turn, by) => after(records.handOver(turn, by)),
    claim: (code, person) => after(records.claim(hashOf(code), person)),
    issueCode: () => issueClaimCode(records),
    tell: tell ?? (async () => false),
    use(next) {
      rules = next;
      book = bookOf(rules, known.now());
    },
    close: known.close,
  };
}

function othersOf(person: Actor, people: People): readonly Identity[] {
  const all = people.of(person)?.identities ?? [];
  return all.filter((one) => identityKey(one) !== identityKey(person));
}

function bookOf(
  { access = noFile }: Rules,
  { grants, links, standIns }: Pick<Known, 'grants' | 'links' | 'standIns'>,
) {
  return rulebookOf({ file: access, grants, links, standIns });
}

/** A new code that makes whoever sends it admin, once; only its hash is kept. */
export async function issueClaimCode(records: Pick<AccessRecords, 'addCode'>): Promise<string> {
  const code = newCode();
  await records.addCode(hashOf(code));
  return code;
}

/** Who can grant in a chat, by the file and by what is stored, those on this platform first. */
export async function storedAdmins(
  records: Pick<AccessRecords, 'all'>,
  {
    access,
    platform = '',
  }: { readonly access?: AccessFile | undefined; readonly platform?: string },
): Promise<readonly Actor[]> {
  const known = await records.all();
  return adminsFor(platform, bookOf({ access }, known), { ...known, file: access });
}

/** True when somebody in a chat can grant. */
export async function hasAdmin(
  records: Pick<AccessRecords, 'all'>,
  access?: AccessFile,
): Promise<boolean> {
  return (await storedAdmins(records, { access })).length > 0;
}

interface Granted {
  readonly grants: readonly Grant[];
  readonly file: AccessFile | undefined;
}

function adminsFor(platform: string, book: Rulebook, { grants, file }: Granted): readonly Actor[] {
  const granted = grants.filter(isGlobalAdmin(book)).map(({ person }) => person);
  const all = new Map(
    [...fileAdmins(book, file), ...granted].map((one) => [identityKey(one), one] as const),
  );
  const admins = [...all.values()];
  const here = admins.filter((one) => one.platform === platform);
  return [...here, ...admins.filter((one) => one.platform !== platform)];
}
