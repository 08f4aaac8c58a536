import { approvalsOf } from '../../src/approvals/deciding.ts';
import { approvalCard } from '../../src/approvals/list-card.ts';
import { approvalNumber } from '../../src/approvals/number.ts';
import { defineCommand } from '../../src/command.ts';

export const approvalShow = defineCommand({
  name: 'approval show',
  description: 'Shows one request: who asked, for what, and what became of it',
  needs: 'approval.read',
  audience: 'caller',
  options: { approval: approvalNumber },
  examples: ['approval show 7'],
  run: async ({ approval }, context) =>
    approvalCard(await approvalsOf(context).find(approval), context),
});
