import type { ChatAdapter } from '../chat-adapter.ts';
import { inPlainWords, inWords } from '../config/plain-issue.ts';
import { BotError } from '../errors.ts';
import { keepSecret } from '../redact.ts';
import type { ChatEntry } from './document.ts';
import type { Ground } from './ground.ts';

/** A chat that the person connects, with the variables that go into `.env`. */
export interface ChatAnswer extends ChatEntry {
  readonly title: string;
  readonly secrets: Readonly<Record<string, string>>;
}

/** The chats a person adds to those that are there; none is fine, the terminal is always there. */
export async function askChats(
  ground: Ground,
  there: readonly string[],
): Promise<readonly ChatAnswer[]> {
  const answers: ChatAnswer[] = [];
  const passed = new Set(there);
  for (;;) {
    const left = ground.chats.filter(({ platform }) => !passed.has(platform));
    if (left.length === 0) return answers;
    const choice = await ground.interview.choose({
      label: answers.length > 0 ? 'Connect another chat?' : 'Connect a chat?',
      choices: [
        { value: 'no', label: 'not now; setup does it later too' },
        ...left.map(({ platform, title }) => ({ value: platform, label: title })),
      ],
    });
    const adapter = left.find(({ platform }) => platform === choice);
    if (adapter === undefined) return answers;
    const answer = await askChat(ground, adapter);
    if (answer === undefined) continue;
    answers.push(answer);
    passed.add(answer.platform);
  }
}

/** Undefined where something kept it from being set up, which was said. */
export async function askChat(
  ground: Ground,
  { platform, title, Config, setup }: ChatAdapter,
): Promise<ChatAnswer | undefined> {
  const { interview, commands, log, env } = ground;
  const services = { commands, log, env, signal: interview.signal };
  for (;;) {
    const answers = await setup.ask(interview, services).catch((error: unknown) => {
      interview.say(hindrance(error));
      return undefined;
    });
    if (answers === undefined) return undefined;
    const { settings, secrets } = answers;
    // So that the settings can be checked, and the bot be asked, without a new start.
    for (const [name, value] of Object.entries(secrets)) process.env[name] = keepSecret(value);
    const wrong = Config.safeParse(settings, { error: inPlainWords }).error;
    if (!wrong) return { platform, title, settings, secrets };
    interview.say(wrong.issues.map(inWords).join('\n'));
  }
}

/** What kept a chat from being asked for, such as a network that is away, ends its questions alone. */
function hindrance(error: unknown): string {
  const inTheWay: readonly unknown[] = ['unsupported', 'failed', 'timeout', 'unreachable', 'busy'];
  if (!(error instanceof BotError && inTheWay.includes(error.code))) throw error;
  return [error.message, error.hint].filter((part) => part !== undefined).join('\n');
}
