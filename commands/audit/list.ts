import { filterFrom, filterOptions } from '../../src/audit/filter.ts';
import { auditOf } from '../../src/audit/in-chat.ts';
import type { Card } from '../../src/card.ts';
import { auditListCard } from '../../src/cards/audit.ts';
import { defineCommand } from '../../src/command.ts';
import { lineOf } from '../../src/line/line-of.ts';

const DEFAULT_LIMIT = 20;

export const auditList = defineCommand({
  name: 'audit list',
  description: 'Shows who did or tried what, newest first',
  needs: 'audit.read',
  audience: 'caller',
  options: {
    limit: {
      type: 'integer',
      min: 1,
      max: 200,
      description: `How many; ${DEFAULT_LIMIT} when left out`,
      required: false,
    },
    ...filterOptions,
    before: {
      type: 'integer',
      min: 1,
      max: 2_147_483_647,
      description: 'Only rows before the one of this number',
      required: false,
      positional: false,
    },
  },
  examples: [
    'audit list',
    'audit list --person @anna --since 2d',
    'audit list --machine web-1 --event refused',
    'audit list --task 12',
  ],
  async run(values, context): Promise<Card> {
    const { limit = DEFAULT_LIMIT, before } = values;
    const filter = await filterFrom(values, context);
    // One more than is shown tells whether there are older ones.
    const rows = await auditOf(context).list(filter, { limit: limit + 1, before });
    const shown = rows.slice(0, limit);
    const last = rows.length > limit ? shown.at(-1)?.id : undefined;
    const older = last === undefined ? undefined : lineOf(auditList, { ...values, before: last });
    return auditListCard(shown, { older, now: context.now() });
  },
});
