import type { ChatSetup } from '../../../../src/chat-adapter.ts';
import type { Command } from '../../../../src/command.ts';
import { gaveNoAnswer } from '../../../../src/errors.ts';
import type { Interview } from '../../../../src/interview.ts';
import { keepSecret } from '../../../../src/redact.ts';
import { apiUrlOf, TOKEN } from '../registration/account.ts';
import { registrationsOf } from '../registration/commands.ts';
import { inviteUrl } from '../registration/invite.ts';
import { refused } from '../registration/refused.ts';
import { openRest, register } from '../registration/register.ts';
import { serverLines } from './lines.ts';
import { type Tested, testToken } from './tests.ts';

interface Ground {
  readonly interview: Interview;
  readonly apiUrl: string;
  readonly commands: readonly Command[];
  readonly signal: AbortSignal;
}

/** `setup discord`: asks for the token, tests it, says where a permission is missing, and registers the commands. */
export const ask: ChatSetup['ask'] = async (interview, { env, commands, signal }) => {
  const ground = { interview, commands, signal, apiUrl: apiUrlOf({}, env) };
  interview.say('The app first, if there is none: discord.com/developers/applications,');
  interview.say('New Application. Its token stands under Bot, Reset Token.');
  const { token, tested } = await askToken(ground);
  if (tested !== undefined) {
    await untilAtHome(token, tested, ground);
    await offerCommands(token, tested, ground);
  }
  return { settings: {}, secrets: { [TOKEN]: token } };
};

interface Answer {
  readonly token: string;
  /** Absent where Discord gave no answer, and the person keeps the token all the same. */
  readonly tested?: Tested;
}

async function askToken({ interview, apiUrl, signal }: Ground): Promise<Answer> {
  for (;;) {
    const typed = await interview.secret({ label: 'Token of the bot (Bot, Reset Token)', problem });
    const token = keepSecret(typed.trim());
    try {
      const tested = await testToken(openRest({ token, apiUrl }), signal);
      interview.say(`✓ ${tested.name}`);
      for (const name of tested.intents) {
        interview.say(`· ${name} is on. The bot needs none of the privileged intents.`);
      }
      return { token, tested };
    } catch (error) {
      const { message } = refused(error, 'the test');
      interview.say(`✗ ${message}`);
      const keeps = gaveNoAnswer(error) && (await interview.confirm('Keep it untested?', false));
      if (keeps) return { token };
    }
  }
}

/** https://docs.discord.com/developers/reference#authentication: three parts; the public key and the secret have none. */
function problem(text: string): string | undefined {
  return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(text.trim())
    ? undefined
    : 'It has three parts with dots between. It is not the public key, nor the client secret.';
}

/** The link to let it in, and what is missing there, until all is well or the person goes on. */
async function untilAtHome(token: string, first: Tested, ground: Ground): Promise<void> {
  const { interview, apiUrl, signal } = ground;
  interview.say('To let the bot into a server, open this and choose it:');
  interview.say(inviteUrl(first.applicationId));
  let tested = first;
  for (;;) {
    const { lines, isWell } = serverLines(tested);
    for (const line of lines) interview.say(line);
    if (isWell || !(await interview.confirm('Test it again?', true))) return;
    try {
      tested = await testToken(openRest({ token, apiUrl }), signal);
    } catch (error) {
      interview.say(`✗ ${refused(error, 'the test').message}`);
    }
  }
}

async function offerCommands(token: string, tested: Tested, ground: Ground): Promise<void> {
  const { interview, apiUrl, commands, signal } = ground;
  if (
    !(await interview.confirm('Tell Discord of the commands now, under their own names?', true))
  ) {
    interview.say('· Later: npm start -- deploy discord');
    return;
  }
  try {
    const rest = openRest({ token, apiUrl });
    const where = { rest, applicationId: tested.applicationId, signal };
    const changes = await register(registrationsOf(commands), where);
    interview.say(
      changes.length === 0
        ? '✓ Discord knows them already'
        : `✓ ${changes.map(({ name, what }) => `/${name} is ${what}`).join(', ')}`,
    );
  } catch (error) {
    interview.say(`✗ ${refused(error, 'the commands').message}`);
    interview.say('· Later: npm start -- deploy discord');
  }
}
