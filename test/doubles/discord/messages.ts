import type { Call, Upload } from './call.ts';
import { read } from './call.ts';
import type { FaultState } from './faults.ts';
import { type Gateway, intent } from './gateway.ts';
import type { Path } from './limits/fault.ts';
import { mentionFaults } from './limits/mentions.ts';
import { type Draft, messageFaults, namedFiles } from './limits/message.ts';
import { refusals } from './refusal.ts';
import { callsHere, ringing } from './ringing.ts';
import type { Shapes } from './shape.ts';
import { flag, type MessageBody, messageBody } from './wire.ts';
import { channelOf, type Message, type StoredFile, type World } from './world.ts';

/** What every route needs. */
export interface Parts {
  readonly world: World;
  readonly shapes: Shapes;
  readonly gateway: Gateway;
  readonly faults: FaultState;
}

export interface Post {
  readonly body: MessageBody;
  readonly uploads: readonly Upload[];
  /** Where the message stands in the request: faults are told from there. */
  readonly path: Path;
}

export type Kept = Pick<Message, 'channel' | 'onlyFor' | 'asked'>;

/** Of the flags, those that a sender may set. */
const settable = flag.ephemeral | flag.componentsV2 | (1 << 2) | (1 << 12);

export function readPost(call: Call, data: unknown = call.body, path: Path = []): Post {
  return { body: read(messageBody, data, path), uploads: call.uploads, path };
}

/** A new message of the bot. */
export function addMessage(parts: Parts, post: Post, kept: Kept): Message {
  const { world } = parts;
  const draft = draftOf(world, post, {
    content: '',
    embeds: [],
    components: [],
    flags: 0,
    files: [],
  });
  refuse(world, draft, post);
  const message: Message = {
    id: world.id(),
    author: world.bot.id,
    at: Date.now(),
    pinned: false,
    answers: post.body.message_reference?.message_id,
    nonce: post.body.nonce == null ? undefined : String(post.body.nonce),
    ...kept,
    ...draft,
    rang: kept.onlyFor === undefined ? ringing(world, kept.channel, post.body, draft) : [],
  };
  world.messages.push(message);
  tell(parts, 'MESSAGE_CREATE', message);
  return message;
}

/** An edit: what it leaves out stays. */
export function editMessage(parts: Parts, message: Message, post: Post): Message {
  if (parts.faults.editsRefused()) throw refusals.oldEdits();
  const layout = message.flags & flag.componentsV2;
  const flags = post.body.flags;
  if (layout !== 0 && flags != null && (flags & flag.componentsV2) === 0) {
    throw refusals.badBody([
      {
        path: [...post.path, 'flags'],
        code: 'MESSAGE_CANNOT_REMOVE_COMPONENTS_V2_FLAG',
        message: 'The IS_COMPONENTS_V2 flag cannot be removed from a message',
      },
    ]);
  }
  const draft = draftOf(parts.world, post, message);
  refuse(parts.world, draft, post);
  // The audience of a message is settled when it is made.
  const fixed = message.flags & flag.ephemeral;
  const thinking = (message.flags & flag.loading) !== 0;
  Object.assign(message, draft, { flags: (draft.flags & ~flag.ephemeral) | fixed });
  // What takes the place of "is thinking" is not told as an edit.
  if (!thinking) message.editedAt = Date.now();
  tell(parts, 'MESSAGE_UPDATE', message);
  return message;
}

export function removeMessage({ world, gateway }: Parts, message: Message): void {
  const at = world.messages.indexOf(message);
  if (at >= 0) world.messages.splice(at, 1);
  gateway.dispatch('MESSAGE_DELETE', {
    id: message.id,
    channel_id: message.channel,
    guild_id: world.guildId,
  });
}

function refuse(world: World, draft: Draft, post: Post): void {
  const faults = messageFaults(draft, post.path);
  if (faults.length > 0) throw refusals.badBody(faults);
  const nothing = draft.embeds.length + draft.components.length + draft.files.length === 0;
  if (nothing && draft.content.trim() === '') throw refusals.empty();
  const mentions = mentionFaults(post.body, [...post.path, 'allowed_mentions']);
  if (mentions.length > 0) throw refusals.badBody(mentions);
  const parsed = post.body.allowed_mentions?.parse;
  const isHere = parsed?.length === 1 && callsHere(draft);
  if (parsed === undefined || parsed === null || (parsed.length > 0 && !isHere)) {
    world.violations.push('allowed_mentions is not there with an empty parse');
  }
}

function draftOf(world: World, { body, uploads }: Post, before: DraftOfMessage): DraftOfMessage {
  const kept = before.flags & flag.componentsV2;
  const sent = (body.flags ?? before.flags) & settable;
  const flags = sent | kept;
  const embeds = body.embeds === undefined ? before.embeds : (body.embeds ?? []);
  const components = body.components === undefined ? before.components : (body.components ?? []);
  // A file from before goes with the component that showed it.
  const named = namedFiles({ components, embeds });
  const isLayout = (flags & flag.componentsV2) !== 0;
  const files = before.files.filter(({ filename }) => !isLayout || named.includes(filename));
  return {
    content: body.content === undefined ? before.content : (body.content ?? ''),
    embeds,
    components,
    flags,
    files: filesOf(world, body, uploads, files),
  };
}

type DraftOfMessage = Omit<Draft, 'files'> & { readonly files: readonly StoredFile[] };

/** A list of attachments keeps those that it names; without one, all stay. */
function filesOf(
  world: World,
  { attachments }: MessageBody,
  uploads: readonly Upload[],
  before: readonly StoredFile[],
): readonly StoredFile[] {
  const named = attachments ?? undefined;
  const kept =
    named === undefined
      ? before
      : before.filter(({ id }) => named.some((one) => String(one.id) === id));
  const added = uploads.map((upload): StoredFile => {
    const about = named?.find((one) => String(one.id) === upload.index);
    return {
      id: world.id(),
      filename: about?.filename ?? upload.filename,
      description: about?.description ?? undefined,
      contentType: upload.contentType,
      bytes: upload.bytes,
    };
  });
  return [...kept, ...added];
}

function tell({ world, gateway, shapes }: Parts, event: string, message: Message): void {
  if (message.onlyFor !== undefined) return;
  const { kind } = channelOf(world, message.channel);
  const needs = kind === 'direct' ? intent.directMessages : intent.guildMessages;
  gateway.dispatch(event, shapes.messageEvent(message), needs);
}
