import { type Method, refusal, word } from '../stage.ts';
import { channelOf, chat } from './chat.ts';
import { conversations } from './conversations.ts';
import { files } from './files.ts';
import { views } from './views.ts';

const whoAmI: Method = {
  run: (_args, { world, origin }) => ({
    ok: true,
    url: `${origin()}/`,
    team: 'Workspace',
    team_id: world.team,
    user: 'nakhoda',
    user_id: world.bot,
    bot_id: 'BBOT',
    app_id: world.app,
    is_enterprise_install: false,
  }),
};

const openSocket: Method = {
  token: 'app',
  run: (_args, { world, origin }) => ({
    ok: true,
    url: `${origin().replace('http', 'ws')}/socket?ticket=${world.id('')}`,
  }),
};

const botInfo: Method = {
  needs: () => ['users:read'],
  run: (_args, { world }) => ({
    ok: true,
    bot: { id: 'BBOT', app_id: world.app, user_id: world.bot, name: 'nakhoda', deleted: false },
  }),
};

const person: Method = {
  needs: () => ['users:read'],
  run(args, { world }) {
    const found = world.people.get(word(args, 'user') ?? '');
    if (found === undefined) return refusal('user_not_found');
    const { id, name, zone } = found;
    const profile = { display_name: name, real_name: name };
    const user = {
      id,
      name: name.toLowerCase(),
      real_name: name,
      tz: zone,
      is_bot: false,
      profile,
    };
    return { ok: true, user: { ...user, deleted: false, team_id: world.team } };
  },
};

/** https://docs.slack.dev/reference/methods/usergroups.users.list */
const groupMembers: Method = {
  needs: () => ['usergroups:read'],
  run(args, { world }) {
    const users = world.groups.get(word(args, 'usergroup') ?? '');
    return users === undefined ? refusal('no_such_subteam') : { ok: true, users };
  },
};

const pin: Method = {
  needs: () => ['pins:write'],
  run(args, { world }) {
    const channel = channelOf(world, args);
    if (channel === undefined) return refusal('channel_not_found');
    if (!channel.bot) return refusal('not_in_channel');
    const message = world.find(channel.id, word(args, 'timestamp') ?? '');
    if (message === undefined) return refusal('message_not_found');
    if (message.pinned) return refusal('already_pinned');
    message.pinned = true;
    return { ok: true };
  },
};

const unpin: Method = {
  ...pin,
  run(args, { world }) {
    const channel = channelOf(world, args);
    const message = channel && world.find(channel.id, word(args, 'timestamp') ?? '');
    if (message === undefined) return refusal('message_not_found');
    if (!message.pinned) return refusal('no_pin');
    message.pinned = false;
    return { ok: true };
  },
};

/** Every method of the Web API that is known here; Slack has more, and to a bot they are unknown. */
export const methods: ReadonlyMap<string, Method> = new Map<string, Method>(
  Object.entries({
    'auth.test': whoAmI,
    'api.test': { run: () => ({ ok: true }) },
    'apps.connections.open': openSocket,
    'bots.info': botInfo,
    'users.info': person,
    'usergroups.users.list': groupMembers,
    'pins.add': pin,
    'pins.remove': unpin,
    ...chat,
    ...conversations,
    ...views,
    ...files,
  }),
);
