import { exportText } from '../../src/audit/export-text.ts';
import { filterFrom, filterOptions } from '../../src/audit/filter.ts';
import { auditOf } from '../../src/audit/in-chat.ts';
import type { Card } from '../../src/card.ts';
import { auditExportCard } from '../../src/cards/audit.ts';
import { defineCommand } from '../../src/command.ts';
import { lineOf } from '../../src/line/line-of.ts';

export const auditExport = defineCommand({
  name: 'audit export',
  description: 'Gives rows of the audit as a file of JSON Lines, oldest first',
  needs: 'audit.read',
  audience: 'caller',
  options: {
    ...filterOptions,
    after: {
      type: 'integer',
      min: 1,
      max: 2_147_483_647,
      description: 'Only rows after the one of this number',
      required: false,
      positional: false,
    },
  },
  examples: [
    'audit export --since 30d',
    'audit export --machine web-1',
    'audit export --after 4711',
  ],
  async run(values, context): Promise<Card> {
    const filter = await filterFrom(values, context);
    const { text, rows, last } = await exportText(auditOf(context), filter, values.after);
    const more = last === undefined ? undefined : lineOf(auditExport, { ...values, after: last });
    return auditExportCard({ text, rows, more });
  },
});
