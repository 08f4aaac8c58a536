import { approvalsOf } from '../../src/approvals/deciding.ts';
import { approvalsCard } from '../../src/approvals/list-card.ts';
import { defineCommand } from '../../src/command.ts';

/** As many as a person reads. */
const LIMIT = 25;

export const approvalList = defineCommand({
  name: 'approval list',
  description: 'Shows what waits for a second person',
  needs: 'approval.read',
  audience: 'channel',
  options: {
    all: { type: 'flag', description: 'With what has ended', required: false },
  },
  examples: ['approval list', 'approval list --all'],
  async run({ all }, context) {
    const found = await approvalsOf(context).list({ ended: all, limit: LIMIT });
    return approvalsCard(found, context.now(), all);
  },
});
