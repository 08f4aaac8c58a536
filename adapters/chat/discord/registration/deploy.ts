import { Routes } from 'discord.js';
import type { ProgramRun } from '../../../../src/chat-adapter.ts';
import { BotError } from '../../../../src/errors.ts';
import { type AccountSettings, apiUrlOf, tokenOf } from './account.ts';
import { registrationsOf } from './commands.ts';
import { inviteUrl } from './invite.ts';
import { refused } from './refused.ts';
import { applicationOf, openRest, type Registering, register } from './register.ts';
import { readCommands } from './same.ts';

/** `deploy discord [--guild ID]` */
export async function deploy(run: ProgramRun<AccountSettings>): Promise<number> {
  const guild = readArgs(run.args) ?? run.config?.guild;
  try {
    await tell(run, guild);
  } catch (error) {
    throw refused(error, 'the commands');
  }
  return 0;
}

async function tell(run: ProgramRun<AccountSettings>, guild: string | undefined): Promise<void> {
  const { config = {}, services, say, signal } = run;
  const rest = openRest({ token: tokenOf(config), apiUrl: apiUrlOf(config) });
  const application = await applicationOf(rest, signal);
  const wanted = registrationsOf(services.commands, config.commands);
  const where = { rest, applicationId: application.id, guild, signal };
  const changes = await register(wanted, where);
  const scope = guild === undefined ? 'in every server' : `in the server ${guild}`;
  for (const { name, what } of changes) say(`/${name} is ${what}`);
  say(
    changes.length === 0
      ? `Nothing to change: Discord knows these commands ${scope}.`
      : `Discord knows the commands of ${application.name} ${scope}.`,
  );
  const twice = await registeredTwice(where);
  if (twice.length > 0) {
    say(`· ${twice.map((name) => `/${name}`).join(', ')}: registered for every server too,`);
    say('  so people there see them twice. Leave --guild out, or reset them in the portal.');
  }
  say(`To let the bot into a server: ${inviteUrl(application.id)}`);
}

/** Commands of one server stand beside those of every server. */
async function registeredTwice({ rest, applicationId, guild, signal }: Registering) {
  if (guild === undefined) return [];
  const everywhere = await rest.get(Routes.applicationCommands(applicationId), { signal });
  return readCommands(everywhere, false).map(({ name }) => name);
}

function readArgs(args: readonly string[]): string | undefined {
  const rest = [...args];
  let guild: string | undefined;
  while (rest.length > 0) {
    const word = rest.shift() ?? '';
    const [name, value] = word.split(/=(.*)/s);
    if (name !== '--guild') throw usage(`deploy discord does not know ${word}`);
    guild = idIn(value ?? rest.shift());
  }
  return guild;
}

/** https://docs.discord.com/developers/reference#snowflakes */
function idIn(text = ''): string {
  if (/^\d{17,20}$/.test(text)) return text;
  throw usage('--guild wants the id of a server: 17 to 20 digits');
}

function usage(problem: string): BotError {
  return new BotError('usage', problem, {
    hint: 'deploy discord [--guild 123456789012345678]. In Discord, Developer Mode shows Copy Server ID.',
  });
}
