import type { Block } from './blocks/blocks.ts';
import type { Action } from './blocks/elements.ts';
import type { Option } from './blocks/text.ts';
import { actionsOf, drawMessage, labelOf, shown } from './draw.ts';
import { calledBy, type Message, type Person, type StoredFile, type World } from './world.ts';

export interface SeenButton {
  readonly label: string;
  readonly style: string | undefined;
  readonly url: string | undefined;
  readonly actionId: string | undefined;
  readonly value: string | undefined;
  /** What is asked before the click counts. */
  readonly confirm:
    | { readonly title: string; readonly text: string; readonly yes: string; readonly no: string }
    | undefined;
}

/** A message as one person has it before them. */
export interface SeenMessage {
  readonly ts: string;
  readonly channel: string;
  readonly thread: string | undefined;
  readonly from: string;
  readonly ephemeral: boolean;
  /** What a notification and a screen reader say. */
  readonly text: string;
  readonly drawn: string;
  readonly buttons: readonly SeenButton[];
  readonly files: readonly {
    readonly name: string;
    readonly text: string;
    readonly size: number;
  }[];
  /** The pictures that stand in it. */
  readonly pictures: readonly { readonly alt: string; readonly png: Buffer | undefined }[];
  readonly edited: boolean;
  readonly pinned: boolean;
  /** Whom its mark-up mentions, be it that their phone rings or not: ids, `channel`, `here`, `everyone`. */
  readonly calls: readonly string[];
  /** Where it leads when it is touched; its buttons apart. */
  readonly links: readonly string[];
  readonly metadata: unknown;
}

/** The messages that this person can see, oldest first. */
export function visible(world: World, person: Person, channel?: string): readonly Message[] {
  return [...world.channels.values()]
    .filter(({ id, direct }) => (channel ?? id) === id && (direct ?? person.id) === person.id)
    .flatMap(({ messages }) => messages)
    .filter(({ onlyFor }) => (onlyFor ?? person.id) === person.id)
    .sort((one, other) => Number(one.ts) - Number(other.ts));
}

/** All blocks of a message, those of its attachments last. */
export const blocksOf = ({ content }: Message): readonly Block[] => [
  ...(content.blocks ?? []),
  ...(content.attachments ?? []).flatMap(({ blocks }) => blocks ?? []),
];

/** A message as this person sees it. */
export function look(message: Message, person: Person, world: World): SeenMessage {
  const { ts, channel, thread, text, content, edited, pinned, metadata, from } = message;
  const eyes = world.eyes(person);
  const spans = shown(text, content, eyes).flat();
  return {
    ts,
    channel,
    thread,
    from: from === 'USLACKBOT' ? 'Slackbot' : eyes.person(from),
    ephemeral: message.onlyFor !== undefined,
    text,
    drawn: drawMessage(text, content, eyes),
    buttons: blocksOf(message).flatMap((block) => actionsOf(block).map(buttonOf)),
    files: message.files.map(fileOf),
    pictures: blocksOf(message).flatMap((block) =>
      block.type === 'image' && block.slack_file
        ? [{ alt: block.alt_text, png: world.files.get(block.slack_file.id ?? '')?.bytes }]
        : [],
    ),
    edited,
    pinned,
    calls: [...new Set([...calledBy(world, text, content), ...calledBy(world, text, nothing)])],
    links: spans.flatMap(({ link }) => (link === undefined ? [] : [link])),
    metadata,
  };
}

const nothing = { blocks: undefined, attachments: undefined };

function buttonOf(action: Action): SeenButton {
  const button = action.type === 'button' ? action : undefined;
  const asks = action.confirm;
  return {
    label: labelOf(action),
    style: button?.style,
    url: button?.url,
    actionId: action.action_id,
    value: button?.value,
    confirm: asks && {
      title: asks.title.text,
      text: asks.text.text,
      yes: asks.confirm.text,
      no: asks.deny.text,
    },
  };
}

const fileOf = ({ name, bytes }: StoredFile): SeenMessage['files'][number] => ({
  name,
  size: bytes.length,
  text: /\.(txt|log|json|csv|md|ya?ml)$/.test(name) ? bytes.toString() : '',
});

/** A message as lines of text. */
export function lineOf(seen: SeenMessage): string {
  const who = `${seen.thread && seen.thread !== seen.ts ? '↳ ' : ''}${seen.from}`;
  const files = seen.files.map(({ name, text }) => `[file ${name}]${text ? `\n${text}` : ''}`);
  const body = [seen.drawn, ...files].filter((part) => part !== '').join('\n');
  return `${who}${seen.ephemeral ? ' (only visible to you)' : ''}: ${body}`;
}

/** What can be chosen in an action that offers several things. */
export function optionsOf(action: Action): readonly Option[] {
  if (!('options' in action) && !('option_groups' in action)) return [];
  const groups = 'option_groups' in action ? (action.option_groups ?? []) : [];
  return [...(action.options ?? []), ...groups.flatMap(({ options }) => options)];
}
