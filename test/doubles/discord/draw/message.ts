import { type Component, type Embed, flag, kind } from '../wire.ts';
import { everyComponent, type Message } from '../world.ts';
import { type Reader, readable } from './text.ts';

export interface SeenButton {
  readonly label: string;
  readonly disabled: boolean;
}

export interface SeenFile {
  readonly name: string;
  readonly text: string;
}

/** A message as a person has it in front of them. */
export interface SeenMessage {
  readonly id: string;
  readonly channel: string;
  readonly author: string;
  /** "Only you can see this." */
  readonly ephemeral: boolean;
  readonly thinking: boolean;
  readonly drawn: string;
  readonly buttons: readonly SeenButton[];
  readonly files: readonly SeenFile[];
  readonly edited: boolean;
  readonly pinned: boolean;
  /** The names of those whose devices it rang. */
  readonly rang: readonly string[];
  /** The message it answers. */
  readonly answers: string | undefined;
}

export function seeMessage(message: Message, reader: Reader): SeenMessage {
  const { world } = reader;
  const author = [...world.people, world.bot].find(({ id }) => id === message.author);
  const thinking = (message.flags & flag.loading) !== 0;
  const names = message.rang.map((id) => world.people.find((one) => one.id === id)?.name ?? id);
  return {
    id: message.id,
    channel: message.channel,
    author: author?.name ?? 'Discord',
    ephemeral: message.onlyFor !== undefined,
    thinking,
    drawn: thinking ? `${world.bot.name} is thinking…` : drawMessage(message, reader),
    buttons: everyComponent(message.components)
      .filter((one) => one.type === kind.button)
      .map((one) => ({ label: labelOf(one), disabled: one.disabled === true })),
    files: message.files.map(({ filename, bytes, contentType }) => ({
      name: filename,
      text: contentType.startsWith('image/') ? '' : Buffer.from(bytes).toString('utf8'),
    })),
    edited: message.editedAt !== undefined,
    pinned: message.pinned,
    rang: names,
    answers: message.answers,
  };
}

export function labelOf({ label, emoji }: Component): string {
  return [emoji?.name, label].filter(Boolean).join(' ');
}

function drawMessage({ content, embeds, components }: Message, reader: Reader): string {
  return [
    ...(content === '' ? [] : [readable(content, reader)]),
    ...embeds.map((one) => drawEmbed(one, reader)),
    ...components.map((one) => drawComponent(one, reader)),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function drawEmbed({ author, title, description, fields, footer }: Embed, reader: Reader): string {
  return [
    author?.name,
    title && readable(title, reader),
    description && readable(description, reader),
    ...(fields ?? []).map(
      ({ name, value }) => `${readable(name, reader)}: ${readable(value, reader)}`,
    ),
    footer?.text,
  ]
    .filter(Boolean)
    .join('\n');
}

function drawComponent(one: Component, reader: Reader): string {
  const inside = (one.components ?? []).map((child) => drawComponent(child, reader));
  switch (one.type) {
    case kind.text:
      return readable(one.content ?? '', reader);
    case kind.button:
      return one.disabled ? `(${labelOf(one)})` : `[${labelOf(one)}]`;
    case kind.row:
      return inside.join(' ');
    case kind.section:
      return [...inside, ...(one.accessory ? [drawComponent(one.accessory, reader)] : [])].join(
        '\n',
      );
    case kind.gallery:
      return (one.items ?? [])
        .map(({ description }) => `[picture: ${description ?? ''}]`)
        .join('\n');
    case kind.separator:
      return '';
    case kind.file:
    case kind.thumbnail:
      return '';
    default:
      if (one.options) return `[${one.placeholder ?? 'Make a selection'} ▾]`;
      return inside.filter((part) => part !== '').join('\n');
  }
}
