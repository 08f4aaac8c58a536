import { defineChat } from '../../../src/chat-adapter.ts';
import { onUse } from '../../../src/on-use.ts';
import { Config } from './config.ts';

export const slack = defineChat({
  platform: 'slack',
  title: 'Slack',
  Config,
  create: onUse(async () => (await import('./slack.ts')).createSlack),
  setup: { ask: onUse(async () => (await import('./setup/setup.ts')).ask) },
  programs: {
    manifest: {
      description:
        'prints the manifest of the Slack app; --http URL for signed HTTP, --json for JSON',
      offline: true,
      run: onUse(async () => (await import('./manifest/program.ts')).printManifest),
    },
  },
  registration: onUse(async () => (await import('./manifest/registration.ts')).registration),
});
