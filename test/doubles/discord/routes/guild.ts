import type { Parts } from '../messages.ts';
import { roles } from '../permissions.ts';
import { refusals } from '../refusal.ts';
import type { Person } from '../world.ts';
import { type Named, ok, type Route } from './route.ts';

/** Who the bot is and where it is. */
export const guildRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/gateway/bot',
    run: (_parts, { host }) =>
      ok({
        url: `ws://${host}/gateway`,
        shards: 1,
        session_start_limit: { total: 1000, remaining: 1000, reset_after: 0, max_concurrency: 1 },
      }),
  },
  { method: 'GET', path: '/users/@me', run: ({ world, shapes }) => ok(shapes.user(world.bot)) },
  {
    method: 'GET',
    path: '/users/@me/guilds',
    run: ({ world }) => ok([{ id: world.guildId, name: 'Harbour', icon: null, owner: false }]),
  },
  {
    method: 'GET',
    path: '/users/:user',
    run: (parts, _call, named) => ok(parts.shapes.user(personIn(parts, named))),
  },
  { method: 'GET', path: '/applications/@me', run: (parts) => ok(application(parts)) },
  { method: 'GET', path: '/oauth2/applications/@me', run: (parts) => ok(application(parts)) },
  {
    method: 'GET',
    path: '/guilds/:guild',
    run(parts, _call, named) {
      guildIn(parts, named);
      return ok(parts.shapes.guild());
    },
  },
  {
    method: 'GET',
    path: '/guilds/:guild/channels',
    run(parts, _call, named) {
      guildIn(parts, named);
      const { world, shapes } = parts;
      return ok(world.channels.filter(({ kind }) => kind === 'text').map(shapes.channel));
    },
  },
  {
    method: 'GET',
    path: '/guilds/:guild/roles',
    run(parts, _call, named) {
      guildIn(parts, named);
      return ok(roles(parts.world));
    },
  },
  {
    method: 'GET',
    path: '/guilds/:guild/members/:user',
    run(parts, _call, named) {
      guildIn(parts, named);
      return ok(parts.shapes.member(personIn(parts, named)));
    },
  },
];

function guildIn({ world }: Parts, named: Named): void {
  if (named('guild') !== world.guildId) throw refusals.unknownGuild();
}

function personIn({ world }: Parts, named: Named): Person {
  const wanted = named('user') === '@me' ? world.bot.id : named('user');
  const found = [...world.people, world.bot].find(({ id }) => id === wanted);
  if (found === undefined) throw refusals.unknownMember();
  return found;
}

function application({ world, shapes }: Parts): object {
  return {
    id: world.applicationId,
    name: world.bot.name,
    icon: null,
    description: '',
    bot: shapes.user(world.bot),
    bot_public: false,
    bot_require_code_grant: false,
    verify_key: 'double',
    flags: 0,
    approximate_guild_count: 1,
    interactions_endpoint_url: null,
    integration_types_config: { '0': {} },
  };
}
