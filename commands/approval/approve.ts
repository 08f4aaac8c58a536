import { planApproval } from '../../src/approvals/deciding.ts';
import { approvalNumber } from '../../src/approvals/number.ts';
import { defineCommand } from '../../src/command.ts';

export const approvalApprove = defineCommand({
  name: 'approval approve',
  description: 'Lets begin what somebody else asked for; as the second person',
  needs: 'approval.give',
  audience: 'caller',
  options: {
    approval: approvalNumber,
    seen: {
      type: 'text',
      description: 'The mark of what you saw of it; its button has it',
      required: false,
      positional: false,
    },
  },
  examples: ['approval approve 7'],
  run: ({ approval, seen }, context) => planApproval(approval, seen, context),
});
