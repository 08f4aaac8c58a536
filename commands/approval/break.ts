import { planBreak } from '../../src/approvals/deciding.ts';
import { approvalNumber, reasonGiven } from '../../src/approvals/number.ts';
import { defineCommand } from '../../src/command.ts';

export const approvalBreak = defineCommand({
  name: 'approval break',
  description: 'Goes ahead alone with what you asked for, on call; all who could approve are told',
  needs: 'approval.break',
  audience: 'caller',
  options: { approval: approvalNumber, reason: reasonGiven },
  examples: ['approval break 7 "the shop is down and nobody else is awake"'],
  run: ({ approval, reason }, context) => planBreak(approval, reason, context),
});
