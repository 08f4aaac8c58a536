import { type Checked, type Content, checkContent, checkMetadata, type Refusal } from '../check.ts';
import { limits } from '../limits.ts';
import {
  type Answer,
  type Args,
  type Method,
  refusal,
  refused,
  type Stage,
  word,
} from '../stage.ts';
import type { Channel, Message, World } from '../world.ts';

const writes = { needs: () => ['chat:write'] };

/** The channel that is named by its id, or a person's direct messages by theirs. */
export const channelOf = (world: World, args: Args): Channel | undefined => {
  const id = word(args, 'channel') ?? word(args, 'channel_id') ?? '';
  return world.channels.get(world.people.get(id)?.direct ?? id);
};

/** A message as the Web API gives it. */
export function told(message: Message, world: World): Readonly<Record<string, unknown>> {
  const { ts, text, content, thread, from } = message;
  return {
    type: 'message',
    ts,
    text,
    user: from,
    team: world.team,
    ...(from === world.bot ? { bot_id: 'BBOT', app_id: world.app } : {}),
    ...(content.blocks ? { blocks: content.blocks } : {}),
    ...(content.attachments ? { attachments: content.attachments } : {}),
    ...(thread === undefined ? {} : { thread_ts: thread }),
    ...(message.metadata ? { metadata: message.metadata } : {}),
    ...(message.edited ? { edited: { user: from, ts } } : {}),
  };
}

/** What keeps a bot out of a channel. */
function closed(channel: Channel | undefined, world: World): string | undefined {
  if (channel === undefined) return 'channel_not_found';
  if (channel.archived) return 'is_archived';
  return channel.bot || world.scopes.includes('chat:write.public') ? undefined : 'not_in_channel';
}

const hasNothing = (text: string, content: Content): boolean =>
  text === '' && !content.blocks?.length && !content.attachments?.length;

/** A picture that Slack has not, or has not looked through yet. */
function hidden({ blocks = [] }: Content, { world, faults }: Stage): Refusal | undefined {
  const pictures = blocks.flatMap((block, at) =>
    block.type === 'image' && block.slack_file ? [{ id: block.slack_file.id ?? '', at }] : [],
  );
  const isLooked = pictures.length > 0 && faults.unseenPictures > 0;
  if (isLooked) faults.unseenPictures -= 1;
  const wrong = pictures.filter(({ id }) => isLooked || !world.files.has(id));
  if (wrong.length === 0) return undefined;
  const messages = wrong.map(
    ({ at }) => `[ERROR] invalid slack file [json-pointer:/blocks/${at}/slack_file]`,
  );
  return { error: 'invalid_blocks', messages };
}

function contentOf(args: Args, stage: Stage): Checked<Content> {
  const content = checkContent(args);
  const refusal = content.ok ? hidden(content.value, stage) : undefined;
  return refusal ? { ok: false, refusal } : content;
}

const post: Method = {
  ...writes,
  run(args, stage) {
    const { world } = stage;
    const channel = channelOf(world, args);
    const problem = closed(channel, world);
    if (channel === undefined || problem) return refusal(problem ?? 'channel_not_found');
    const content = contentOf(args, stage);
    if (!content.ok) return refused(content.refusal);
    const text = word(args, 'text') ?? '';
    if (hasNothing(text, content.value)) return refusal('no_text');
    if (text.length > limits.postText.most) return refusal('msg_too_long');
    const metadata = checkMetadata(args['metadata']);
    if (!metadata.ok) return refused(metadata.refusal);
    const thread = word(args, 'thread_ts');
    if (thread !== undefined && !/^\d+\.\d{6}$/.test(thread)) return refusal('invalid_thread_ts');
    const message = world.post({
      channel,
      from: world.bot,
      text,
      content: content.value,
      metadata: metadata.value,
      thread,
    });
    return { ok: true, channel: channel.id, ts: message.ts, message: told(message, world) };
  },
};

const postEphemeral: Method = {
  ...writes,
  run(args, { world }) {
    const channel = channelOf(world, args);
    const problem = closed(channel, world);
    if (channel === undefined || problem) return refusal(problem ?? 'channel_not_found');
    const person = world.people.get(word(args, 'user') ?? '');
    if (person === undefined) return refusal('user_not_in_channel');
    const content = checkContent(args);
    if (!content.ok) return refused(content.refusal);
    const text = word(args, 'text') ?? '';
    if (hasNothing(text, content.value)) return refusal('no_text');
    const thread = word(args, 'thread_ts');
    const { ts } = world.post({
      channel,
      from: world.bot,
      text,
      content: content.value,
      thread,
      onlyFor: person.id,
    });
    return { ok: true, message_ts: ts };
  },
};

/** The bot's own message that is to be changed; ephemeral ones are not stored and so not found. */
function own(args: Args, world: World, notOwn: string): Message | Answer {
  const channel = channelOf(world, args);
  if (channel === undefined) return refusal('channel_not_found');
  const message = world.find(channel.id, word(args, 'ts') ?? '');
  if (message === undefined || message.onlyFor !== undefined) return refusal('message_not_found');
  return message.from === world.bot ? message : refusal(notOwn);
}

const update: Method = {
  ...writes,
  run(args, stage) {
    const { world, faults } = stage;
    const message = own(args, world, 'cant_update_message');
    if ('ok' in message) return message;
    if (faults.editWindowClosed) return refusal('edit_window_closed');
    const content = contentOf(args, stage);
    if (!content.ok) return refused(content.refusal);
    const text = word(args, 'text');
    if (text !== undefined && text.length > limits.updateText.most) return refusal('msg_too_long');
    const metadata = checkMetadata(args['metadata']);
    if (!metadata.ok) return refused(metadata.refusal);
    const next = {
      blocks: content.value.blocks ?? message.content.blocks,
      attachments: content.value.attachments ?? message.content.attachments,
    };
    if (hasNothing(text ?? message.text, next)) return refusal('no_text');
    Object.assign(message, {
      text: text ?? message.text,
      content: next,
      metadata: metadata.value ?? message.metadata,
      edited: true,
    });
    const { channel, ts } = message;
    return { ok: true, channel, ts, text: message.text, message: told(message, world) };
  },
};

const remove: Method = {
  ...writes,
  run(args, { world }) {
    const message = own(args, world, 'cant_delete_message');
    if ('ok' in message) return message;
    world.remove(message);
    return { ok: true, channel: message.channel, ts: message.ts };
  },
};

const permalink: Method = {
  run(args, { world, origin }: Stage) {
    const channel = channelOf(world, args);
    if (channel === undefined) return refusal('channel_not_found');
    const ts = word(args, 'message_ts') ?? '';
    if (world.find(channel.id, ts) === undefined) return refusal('message_not_found');
    const link = `${origin()}/archives/${channel.id}/p${ts.replace('.', '')}`;
    return { ok: true, channel: channel.id, permalink: link };
  },
};

export const chat = {
  'chat.postMessage': post,
  'chat.postEphemeral': postEphemeral,
  'chat.update': update,
  'chat.delete': remove,
  'chat.getPermalink': permalink,
};
