import { parseArgs } from 'node:util';
import { startDiscord } from './discord/index.ts';
import { startSlack } from './slack/index.ts';

const usage = 'npm run double -- slack|discord [--port NUMBER]';

interface Running {
  readonly pageUrl: string;
  /** The variables that let the bot find it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Said first: which checks are off. */
  readonly notes?: readonly string[] | undefined;
  /** What is run once before the service. */
  readonly before?: string | undefined;
  close(): Promise<void>;
}

/** Every chat that can be looked at without the real one. */
const doubles: Readonly<Record<string, (port: number) => Promise<Running>>> = {
  async slack(port) {
    const { apiUrl, pageUrl, tokens, close } = await startSlack({ port });
    const environment = {
      SLACK_BOT_TOKEN: tokens.bot,
      SLACK_APP_TOKEN: tokens.app,
      SLACK_API_URL: apiUrl,
    };
    return { pageUrl, environment, close };
  },
  async discord(port) {
    const { apiUrl, pageUrl, token, off, close } = await startDiscord({ port });
    const notes = off.map((check) => `Not checked here: ${check}`);
    return {
      pageUrl,
      environment: { DISCORD_TOKEN: token, DISCORD_API_URL: apiUrl },
      notes,
      before: 'npm start -- deploy discord',
      close,
    };
  },
};

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { port: { type: 'string', default: '7440' } },
  });
  const start = doubles[positionals[0] ?? ''];
  if (start === undefined) {
    console.error(usage);
    process.exitCode = 2;
    return;
  }
  const { pageUrl, environment, notes = [], before, close } = await start(Number(values.port));
  for (const note of notes) console.log(note);
  const settings = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  console.log(`What each person sees: ${pageUrl}`);
  console.log('Start the bot against it, from another terminal:');
  for (const line of [before, 'npm start -- serve']) {
    if (line !== undefined) console.log(`${settings.join(' ')} ${line}`);
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      close().catch(console.error);
    });
}

await main();
