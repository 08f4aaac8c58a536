import { defineChat } from '../../../src/chat-adapter.ts';
import { Config } from './config.ts';
import { manifest } from './manifest/program.ts';
import { registration } from './manifest/registration.ts';
import { setup } from './setup/setup.ts';
import { createSlack, platform } from './slack.ts';

export const slack = defineChat({
  platform,
  title: 'Slack',
  Config,
  create: createSlack,
  setup,
  programs: { manifest },
  registration,
});
