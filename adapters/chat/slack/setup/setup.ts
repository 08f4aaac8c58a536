import type { ChatSetup } from '../../../../src/chat-adapter.ts';
import { gaveNoAnswer } from '../../../../src/errors.ts';
import type { Interview } from '../../../../src/interview.ts';
import type { Log } from '../../../../src/log.ts';
import { keepSecret } from '../../../../src/redact.ts';
import { apiUrlOf, variables } from '../config.ts';
import { adviceFor, type Tested, testAppToken, testBotToken } from './tests.ts';

interface Ground {
  readonly interview: Interview;
  readonly apiUrl: string;
  readonly log: Log;
}

/** `setup slack`: asks for the tokens, tests each, and says which scopes are missing and where they are given. */
export const ask: ChatSetup['ask'] = async (interview, { env, log }) => {
  const apiUrl = env['SLACK_API_URL'] ?? apiUrlOf({});
  const ground = { interview, apiUrl, log };
  interview.say('The app first, if there is none: npm start -- manifest slack prints what');
  interview.say('api.slack.com/apps wants under Create New App, From a manifest. Then install it.');
  const mode = await interview.choose({
    label: 'How do the bot and Slack reach each other?',
    choices: [
      { value: 'socket', label: 'the bot connects to Slack (Socket Mode)' },
      { value: 'http', label: 'Slack calls the bot at an https address of its own' },
    ],
  });
  const bot = await askBotToken(ground);
  if (mode === 'socket') {
    const app = await askAppToken(ground);
    return { settings: {}, secrets: { [variables.botToken]: bot, [variables.appToken]: app } };
  }
  const signing = await interview.secret({
    label: 'Signing secret (Basic Information, App Credentials)',
    problem: (text) =>
      /^[\da-f]{32}$/i.test(text.trim()) ? undefined : 'It is 32 letters and digits.',
  });
  return {
    settings: { mode: 'http', http: await askListen(interview) },
    secrets: { [variables.botToken]: bot, [variables.signingSecret]: keepSecret(signing.trim()) },
  };
};

async function askBotToken(ground: Ground): Promise<string> {
  const { interview } = ground;
  return untilItWorks(ground, 'bot', {
    label: 'Bot token, xoxb-… (OAuth & Permissions)',
    begins: 'xoxb-',
    async test(token) {
      const tested = await testBotToken(token, ground);
      interview.say(`✓ ${tested.name} in ${tested.team}`);
      for (const line of scopeLines(tested)) interview.say(line);
      return tested.missing.length === 0 || !(await interview.confirm('Test it again?', true));
    },
  });
}

function askAppToken(ground: Ground): Promise<string> {
  return untilItWorks(ground, 'app', {
    label: 'App-level token, xapp-… with connections:write (Basic Information)',
    begins: 'xapp-',
    async test(token) {
      await testAppToken(token, ground);
      ground.interview.say('✓ Socket Mode');
      return true;
    },
  });
}

interface Question {
  readonly label: string;
  readonly begins: string;
  /** False asks for it once more. */
  test(token: string): Promise<boolean>;
}

async function untilItWorks(
  { interview }: Ground,
  name: 'bot' | 'app',
  { label, begins, test }: Question,
): Promise<string> {
  for (;;) {
    const typed = await interview.secret({
      label,
      problem: (text) => (text.trim().startsWith(begins) ? undefined : `It begins with ${begins}`),
    });
    const token = keepSecret(typed.trim());
    try {
      if (await test(token)) return token;
    } catch (error) {
      interview.say(`✗ ${adviceFor(error, name)}`);
      const keeps = gaveNoAnswer(error) && (await interview.confirm('Keep it untested?', false));
      if (keeps) return token;
    }
  }
}

/** What is missing, what it is for, and where it is given. */
function scopeLines({ missing, without, appId }: Tested): readonly string[] {
  const page = `https://api.slack.com/apps${appId === undefined ? '' : `/${appId}/oauth`}`;
  const told = missing.map(({ name, why }) => `✗ ${name} is missing: ${why}`);
  const less = without.map(({ name, why }) => `· ${name} is not granted; it is ${why}`);
  if (missing.length === 0) return less;
  return [
    ...told,
    ...less,
    `Add them on ${page} under OAuth & Permissions, Bot Token Scopes.`,
    'Then press Reinstall to Workspace at the top of that page.',
  ];
}

async function askListen(interview: Interview): Promise<{ host: string; port: number }> {
  const port = await interview.text({
    label: 'Port to listen on, on 127.0.0.1 behind your https proxy',
    initial: '3000',
    problem: (text) => (isPort(text) ? undefined : 'It is a number up to 65535.'),
  });
  return { host: '127.0.0.1', port: Number(port) };
}

const isPort = (text: string): boolean => /^\d{1,5}$/.test(text) && Number(text) <= 65_535;
