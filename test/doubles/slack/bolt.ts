import { App, type Logger, LogLevel, SocketModeReceiver } from '@slack/bolt';
import type { SlackDouble } from './index.ts';

const ignore = (): void => undefined;

/** What is refused on purpose needs no line on the screen. */
export const quiet: Logger = {
  debug: ignore,
  info: ignore,
  warn: ignore,
  error: ignore,
  setLevel: ignore,
  setName: ignore,
  getLevel: () => LogLevel.ERROR,
};

/** A real Bolt on Socket Mode against the double. */
export function boltFor(slack: SlackDouble): App {
  const { apiUrl, tokens } = slack;
  return new App({
    token: tokens.bot,
    receiver: new SocketModeReceiver({
      appToken: tokens.app,
      logger: quiet,
      clientPingTimeout: 100,
      installerOptions: { clientOptions: { slackApiUrl: apiUrl } },
    }),
    logger: quiet,
    clientOptions: { slackApiUrl: apiUrl, logger: quiet },
  });
}
