import { createHash } from 'node:crypto';
import type { ChatServices, Registration } from '../../../../src/chat-adapter.ts';
import type { AccountSettings } from './account.ts';
import { registrationsOf } from './commands.ts';

/** What Discord has to be told of by hand, and how. */
export function registration(
  { commands: renames }: AccountSettings,
  { commands }: Pick<ChatServices, 'commands'>,
): Registration {
  const told = JSON.stringify(registrationsOf(commands, renames));
  return {
    fingerprint: createHash('sha256').update(told).digest('hex'),
    step: 'Run npm start -- deploy discord',
  };
}
