import { auditOf } from '../../src/audit/in-chat.ts';
import { auditRowCard } from '../../src/cards/audit.ts';
import { defineCommand } from '../../src/command.ts';

export const auditShow = defineCommand({
  name: 'audit show',
  description: 'Shows one row of the audit with everything it holds',
  needs: 'audit.read',
  audience: 'caller',
  options: {
    row: {
      type: 'integer',
      min: 1,
      max: 2_147_483_647,
      description: 'Its number',
      required: true,
    },
  },
  examples: ['audit show 4711'],
  run: async ({ row }, context) => auditRowCard(await auditOf(context).show(row), context.now()),
});
