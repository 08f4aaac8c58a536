import { checkContent } from './check.ts';
import { limits } from './limits.ts';
import { type Answer, type Args, flag, refusal, refused, word } from './stage.ts';
import type { Message, World } from './world.ts';

/** Where a bot may answer to one thing that a person did, for a while. */
export interface Responses {
  /** The id of a new place to answer at. */
  open(origin: ResponseOrigin): string;
  /** What a bot answers there, or in its acknowledgement when that costs no use. */
  answer(id: string, args: Args, options?: { readonly free?: boolean }): Answer;
}

export interface ResponseOrigin {
  readonly person: string;
  readonly channel: string;
  readonly thread?: string | undefined;
  /** The message that was clicked. */
  readonly original?: Message | undefined;
}

interface Opened extends ResponseOrigin {
  readonly until: number;
  left: number;
  original: Message | undefined;
}

/** The response_url of commands and clicks. */
export function createResponses(world: World): Responses {
  const opened = new Map<string, Opened>();
  return {
    open(origin) {
      const id = world.id('R');
      const until = Date.now() + limits.responseMs.most;
      const { original } = origin;
      opened.set(id, { ...origin, original, until, left: limits.responseUses.most });
      return id;
    },
    answer(id, args, { free = false } = {}) {
      const found = opened.get(id);
      if (found === undefined || Date.now() > found.until) return refusal('expired_url');
      if (found.left === 0) return refusal('used_url');
      const answer = respond(world, found, args);
      if (answer.ok && !free) found.left -= 1;
      return answer;
    },
  };
}

function respond(world: World, opened: Opened, args: Args): Answer {
  const { original } = opened;
  if (flag(args, 'delete_original')) {
    if (original) world.remove(original);
    return { ok: true };
  }
  const content = checkContent(args);
  if (!content.ok) return refused(content.refusal);
  const text = word(args, 'text') ?? '';
  const empty = !(content.value.blocks?.length || content.value.attachments?.length);
  if (text === '' && empty) return refusal('no_text');
  if (text.length > limits.postText.most) return refusal('msg_too_long');
  if (flag(args, 'replace_original') && original !== undefined) {
    Object.assign(original, { text, content: content.value, edited: true });
    return { ok: true };
  }
  return say(world, opened, { text, content: content.value, args });
}

type Said = { text: string; content: Message['content']; args: Args };

function say(world: World, opened: Opened, { text, content, args }: Said): Answer {
  const channel = world.channels.get(opened.channel);
  if (channel === undefined) return refusal('channel_not_found');
  const onlyFor = word(args, 'response_type') === 'in_channel' ? undefined : opened.person;
  const thread = word(args, 'thread_ts') ?? opened.thread;
  const posted = world.post({ channel, from: world.bot, text, content, thread, onlyFor });
  opened.original ??= posted;
  return { ok: true };
}
