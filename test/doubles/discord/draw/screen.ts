import type { Channel, Message, Person, World } from '../world.ts';
import { type SeenMessage, seeMessage } from './message.ts';

/** What stands on a person's screen, oldest first. */
export function seenMessages(
  world: World,
  person: Person,
  channel?: Channel,
): readonly SeenMessage[] {
  return visible(world, person, channel).map((one) =>
    seeMessage(one, { world, zone: person.zone }),
  );
}

/** The same as one text: the author before each message, and its files behind it. */
export function screenText(world: World, person: Person, channel?: Channel): string {
  return seenMessages(world, person, channel).map(drawOne).join('\n\n');
}

export function visible(world: World, person: Person, channel?: Channel): readonly Message[] {
  const open = world.channels.filter((one) => one.kind !== 'direct' || one.person === person.id);
  const ids = channel === undefined ? open.map(({ id }) => id) : [channel.id];
  return world.messages.filter(
    (one) => ids.includes(one.channel) && (one.onlyFor === undefined || one.onlyFor === person.id),
  );
}

function drawOne({ author, ephemeral, thinking, drawn, edited, files }: SeenMessage): string {
  const head = thinking ? '' : `${author}: `;
  const marks = [ephemeral && 'only you can see this', edited && 'edited'].filter(Boolean);
  return [
    `${head}${drawn}`,
    ...files.map(({ name, text }) => (text === '' ? `[file ${name}]` : `[file ${name}]\n${text}`)),
    ...(marks.length > 0 ? [`(${marks.join(', ')})`] : []),
  ].join('\n');
}
