import { createHash } from 'node:crypto';
import type { ChatServices, Registration } from '../../../../src/chat-adapter.ts';
import type { SlackConfig } from '../config.ts';
import { manifestOf } from './manifest.ts';

/** What the app was made from: another manifest has to be given to Slack, which installs it anew. */
export function registration(
  { commands: names }: SlackConfig,
  { commands }: Pick<ChatServices, 'commands'>,
): Registration {
  const made = JSON.stringify(manifestOf({ commands, names }));
  return {
    fingerprint: createHash('sha256').update(made).digest('base64url'),
    step: 'Run npm start -- manifest slack, paste what it prints under App Manifest on api.slack.com/apps, and press Reinstall to Workspace',
  };
}
