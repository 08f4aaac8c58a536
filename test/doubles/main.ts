import { parseArgs } from 'node:util';
import { startDiscord } from './discord/index.ts';
import { startSlack } from './slack/index.ts';

const usage = 'npm run double -- slack|discord [--port NUMBER]';

interface Running {
  readonly pageUrl: string;
  /** The variables that let the bot find it. */
  readonly environment: Readonly<Record<string, string>>;
  /** What the program is told before it serves. */
  readonly before?: string;
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
    const { apiUrl, pageUrl, token, close } = await startDiscord({ port });
    const environment = { DISCORD_TOKEN: token, DISCORD_API_URL: apiUrl };
    return { pageUrl, environment, before: 'deploy discord', close };
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
  const { pageUrl, environment, before, close } = await start(Number(values.port));
  const settings = Object.entries(environment)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
  console.log(`What each person sees: ${pageUrl}`);
  console.log('Start the bot against it, from another terminal:');
  for (const what of before === undefined ? ['serve'] : [before, 'serve']) {
    console.log(`${settings} npm start -- ${what}`);
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      close().catch(console.error);
    });
}

await main();
