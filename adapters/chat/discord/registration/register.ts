import { REST, type RESTPostAPIChatInputApplicationCommandsJSONBody, Routes } from 'discord.js';
import { z } from 'zod';
import { type Change, changesOf, readCommands } from './same.ts';

export interface Account {
  readonly token: string;
  readonly apiUrl: string;
}

/** Discord without a gateway: for what is done once, by hand. */
export function openRest({ token, apiUrl }: Account): REST {
  return new REST({ api: apiUrl, version: '10', retries: 1, timeout: 15_000 }).setToken(token);
}

const application = z.object({ id: z.string(), name: z.string() });

/** Whose token it is. */
export async function applicationOf(rest: REST, signal: AbortSignal) {
  return application.parse(await rest.get(Routes.currentApplication(), { signal }));
}

export interface Registering {
  readonly rest: REST;
  readonly applicationId: string;
  /** In this server alone, where the change shows at once; else in every server. */
  readonly guild?: string | undefined;
  readonly signal: AbortSignal;
}

/** Tells Discord of the commands where it knows other ones; gives what was different. */
export async function register(
  wanted: readonly RESTPostAPIChatInputApplicationCommandsJSONBody[],
  { rest, applicationId, guild, signal }: Registering,
): Promise<readonly Change[]> {
  const route =
    guild === undefined
      ? Routes.applicationCommands(applicationId)
      : Routes.applicationGuildCommands(applicationId, guild);
  const inGuild = guild !== undefined;
  const now = readCommands(await rest.get(route, { signal }), inGuild);
  const changes = changesOf(now, readCommands(wanted, inGuild));
  if (changes.length > 0) await rest.put(route, { body: wanted, signal });
  return changes;
}
