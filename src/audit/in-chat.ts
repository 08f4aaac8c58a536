import type { CommandContext } from '../command.ts';
import { BotError } from '../errors.ts';
import type { AuditTrail } from './trail.ts';

/** Throws `unsupported` where there is no store to keep it in. */
export function auditOf({ audit }: Pick<CommandContext, 'audit'>): AuditTrail {
  if (audit) return audit;
  throw new BotError('unsupported', 'No audit is kept here', { hint: 'Nothing was changed.' });
}
