import { defineChat } from '../../../src/chat-adapter.ts';
import { onUse } from '../../../src/on-use.ts';
import { Config } from './config.ts';

export const discord = defineChat({
  platform: 'discord',
  title: 'Discord',
  Config,
  create: onUse(async () => (await import('./discord.ts')).createDiscord),
  setup: { ask: onUse(async () => (await import('./setup/setup.ts')).ask) },
  programs: {
    deploy: {
      description: 'tells Discord of the commands; --guild ID in one server alone',
      offline: true,
      run: onUse(async () => (await import('./registration/deploy.ts')).deploy),
    },
  },
  registration: onUse(async () => (await import('./registration/fingerprint.ts')).registration),
});
