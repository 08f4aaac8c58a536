import { type Args, type Method, refusal, type Stage, word } from '../stage.ts';
import type { Channel } from '../world.ts';
import { channelOf, told } from './chat.ts';

const scopeFor =
  (what: 'history' | 'read') =>
  (args: Args, { world }: Stage): readonly string[] =>
    channelOf(world, args)?.direct === undefined ? [`channels:${what}`] : [`im:${what}`];

const page = (args: Args): number => Math.min(Number(args['limit'] ?? 100) || 100, 999);

/** Messages within the times that were asked for; ephemeral ones are not stored. */
function stored(channel: Channel, args: Args): Channel['messages'] {
  const oldest = Number(word(args, 'oldest') ?? 0);
  const latest = Number(word(args, 'latest') ?? Number.POSITIVE_INFINITY);
  return channel.messages.filter(
    ({ ts, onlyFor }) => onlyFor === undefined && Number(ts) > oldest && Number(ts) <= latest,
  );
}

/** Metadata is given where it was asked for. */
function tell(messages: Channel['messages'], args: Args, { world }: Stage): readonly unknown[] {
  const all = args['include_all_metadata'];
  return messages.map((message) => {
    const { metadata, ...rest } = told(message, world);
    return (all === true || all === 'true') && metadata ? { ...rest, metadata } : rest;
  });
}

const history: Method = {
  needs: scopeFor('history'),
  run(args, stage) {
    const channel = channelOf(stage.world, args);
    if (channel === undefined) return refusal('channel_not_found');
    if (!channel.bot) return refusal('not_in_channel');
    const found = stored(channel, args).filter(
      ({ thread, ts }) => thread === undefined || thread === ts,
    );
    const newest = found.toReversed().slice(0, page(args));
    return {
      ok: true,
      messages: tell(newest, args, stage),
      has_more: found.length > newest.length,
    };
  },
};

const replies: Method = {
  needs: scopeFor('history'),
  run(args, stage) {
    const channel = channelOf(stage.world, args);
    if (channel === undefined) return refusal('channel_not_found');
    const root = word(args, 'ts') ?? '';
    const found = stored(channel, args).filter(({ ts, thread }) => ts === root || thread === root);
    if (found.length === 0) return refusal('thread_not_found');
    const some = found.slice(0, page(args));
    return { ok: true, messages: tell(some, args, stage), has_more: some.length < found.length };
  },
};

const open: Method = {
  needs: () => ['im:write'],
  run(args, { world }) {
    const person = world.people.get(word(args, 'users') ?? '');
    return person === undefined
      ? refusal('user_not_found')
      : { ok: true, channel: { id: person.direct } };
  },
};

const info: Method = {
  needs: scopeFor('read'),
  run(args, { world }) {
    const channel = channelOf(world, args);
    if (channel === undefined) return refusal('channel_not_found');
    const { id, name, archived, bot, direct } = channel;
    const told =
      direct === undefined
        ? { id, name, is_channel: true, is_private: false, is_archived: archived, is_member: bot }
        : { id, is_im: true, user: direct, is_archived: archived };
    return { ok: true, channel: told };
  },
};

const join: Method = {
  needs: () => ['channels:join'],
  run(args, { world }) {
    const channel = channelOf(world, args);
    if (channel === undefined) return refusal('channel_not_found');
    if (channel.archived) return refusal('is_archived');
    channel.bot = true;
    return { ok: true, channel: { id: channel.id } };
  },
};

const list: Method = {
  needs: () => ['channels:read'],
  run(_args, { world }) {
    const channels = [...world.channels.values()]
      .filter(({ direct }) => direct === undefined)
      .map(({ id, name, archived, bot }) => ({
        id,
        name,
        is_archived: archived,
        is_member: bot,
      }));
    return { ok: true, channels, response_metadata: { next_cursor: '' } };
  },
};

export const conversations = {
  'conversations.history': history,
  'conversations.replies': replies,
  'conversations.open': open,
  'conversations.info': info,
  'conversations.join': join,
  'conversations.list': list,
  'users.conversations': {
    ...list,
    run: (args: Args, stage: Stage) => {
      const answer = list.run(args, stage);
      const channels = [...stage.world.channels.values()]
        .filter(({ direct, bot }) => direct === undefined && bot)
        .map(({ id, name }) => ({ id, name }));
      return { ...answer, channels };
    },
  } satisfies Method,
};
