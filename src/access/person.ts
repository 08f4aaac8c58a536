import type { Actor } from '../chat.ts';
import { BotError } from '../errors.ts';

/** The mark-up of Slack (`<@U123|anna>`) and Discord (`<@!123>`) for a person. */
const mention = /^<@!?([A-Za-z0-9]+)(?:\|[^>]*)?>$/;
/** `slack:U123`: the way a button names a person, unmistakable on every platform. */
const exact = /^([a-z][a-z0-9-]*):([\w.-]+)$/;

/** The word that means this person and nobody else. */
export function personWord({ platform, id }: Pick<Actor, 'platform' | 'id'>): string {
  return `${platform}:${id}`;
}

/** Whom a word means, seen from this platform; throws `not-found` or `ambiguous`. */
export function findPerson(word: string, platform: string, known: readonly Actor[]): Actor {
  const id = mention.exec(word)?.[1];
  if (id !== undefined) return knownOr(known, { platform, id });
  const [, there, whole] = exact.exec(word) ?? [];
  if (there !== undefined && whole !== undefined) {
    return knownOr(known, { platform: there, id: whole });
  }
  const name = word.replace(/^@/, '').toLowerCase();
  const found = known.filter((one) =>
    [one.name.toLowerCase(), one.id.toLowerCase()].includes(name),
  );
  const [only, another] = found;
  if (only === undefined) {
    throw new BotError('not-found', `Nobody called ${word} has asked for access or has a role`, {
      hint: 'Nothing was changed. Mention the person, or let them send access request first.',
    });
  }
  if (another !== undefined) {
    throw new BotError('ambiguous', `${word} means ${found.length} people`, {
      hint: `Nothing was changed. Type one of these instead: ${found.map(personWord).join(', ')}.`,
    });
  }
  return only;
}

/** Somebody who is not known yet is called by their id until they speak. */
function knownOr(known: readonly Actor[], person: Pick<Actor, 'platform' | 'id'>): Actor {
  const found = known.find((one) => one.platform === person.platform && one.id === person.id);
  return found ?? { ...person, name: person.id };
}
