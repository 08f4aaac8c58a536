import { defineChat } from '../../../src/chat-adapter.ts';
import { Config } from './config.ts';
import { createDiscord, platform } from './discord.ts';
import { deploy } from './registration/deploy.ts';
import { registration } from './registration/fingerprint.ts';
import { setup } from './setup/setup.ts';

export const discord = defineChat({
  platform,
  title: 'Discord',
  Config,
  create: createDiscord,
  setup,
  programs: { deploy },
  registration,
});
