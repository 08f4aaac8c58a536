import { randomBytes } from 'node:crypto';
import type { Identity } from '../access/people.ts';
import type { Mention } from '../card.ts';
import type { Place } from '../chat.ts';
import type { Approval, Post } from './approval.ts';
import type { ApprovalsParts, Case } from './approvals.ts';
import { isNamed, scopeOf } from './named.ts';

type Asks = Pick<Approval, 'actor' | 'local' | 'person'>;
type PostParts = Pick<ApprovalsParts, 'people' | 'rights' | 'platforms'>;

/** One message in each channel of the rule, or one to each person who may approve. */
export function postsOf(parts: PostParts, by: Asks, on: Case): readonly Post[] {
  const tag = randomBytes(9).toString('base64url');
  const channels = (on.rule.post ?? []).map((one) => {
    const [platform = '', channel = ''] = one.split(':');
    const place = { platform, channel, durable: true };
    return { place, asks: approversIn(parts, by, { ...on, place }) };
  });
  const places = channels.length > 0 ? channels : approversAlone(parts, by, on);
  return places.map((one, at) => ({ topic: `approval-${tag}-${at}`, ...one }));
}

/** Everybody known who may approve it, each where only they read. */
export function approversAlone(
  parts: PostParts,
  asked: Asks,
  { rule, touched }: Case,
): readonly Omit<Post, 'topic'>[] {
  const { platforms } = parts;
  const reached = ({ platform }: Identity) =>
    platforms.length > 0
      ? platforms.includes(platform)
      : !asked.local || platform !== asked.actor.platform;
  // Where they would say it from is not known: a right in certain channels is none here.
  return able(parts, asked, { rule, touched }).flatMap(({ name, ids }) => {
    const there = ids.filter(reached);
    const one = there.find(({ platform }) => platform === asked.actor.platform) ?? there[0];
    if (one === undefined) return [];
    const place = { platform: one.platform, channel: '', durable: true };
    return [{ place, calls: one.id, asks: [{ kind: 'person', name, ids: [one] }] }];
  });
}

/** More would be noise. */
const MOST_CALLED = 10;

/** Everybody known who may approve it in that channel. */
function approversIn(
  parts: PostParts,
  asked: Pick<Approval, 'person'>,
  on: Case & { readonly place: Place },
): readonly Mention[] {
  const there = ({ platform }: Identity) => platform === on.place.platform;
  return able(parts, asked, on)
    .map(({ name, ids }): Mention & { kind: 'person' } => {
      return { kind: 'person', name, ids: ids.filter(there) };
    })
    .filter(({ ids }) => ids.length > 0)
    .slice(0, MOST_CALLED);
}

/** The people who may approve it, with those of their identities by which they may. */
function able(parts: PostParts, asked: Pick<Approval, 'person'>, { rule, touched, place }: Case) {
  const { people, rights } = parts;
  const on = { touched, place, named: rule.approvers };
  return people
    .all()
    .filter(({ id }) => id !== asked.person)
    .map(({ name, identities }) => {
      const ids = identities
        .filter((one) => rights.may({ actor: one }, 'approval.give', scopeOf(on)))
        .filter(({ platform, id }) => isNamed(parts, { actor: { platform, id, name: id } }, on));
      return { name, ids };
    });
}
