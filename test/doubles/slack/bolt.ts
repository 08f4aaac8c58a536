import { App, LogLevel } from '@slack/bolt';
import type { SlackDouble } from './index.ts';

/** A real Bolt on Socket Mode against the double. */
export function boltFor(slack: SlackDouble): App {
  return new App({
    token: slack.tokens.bot,
    appToken: slack.tokens.app,
    socketMode: true,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: slack.apiUrl },
  });
}
