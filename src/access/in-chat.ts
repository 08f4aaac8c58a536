import type { CommandContext } from '../command.ts';
import { BotError } from '../errors.ts';
import type { Access } from './access.ts';

/** Throws `unsupported` where there is no store to keep it in. */
export function accessOf({ access }: Pick<CommandContext, 'access'>): Access {
  if (access) return access;
  throw new BotError('unsupported', 'Roles are not kept here', { hint: 'Nothing was changed.' });
}
