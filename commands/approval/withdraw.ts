import { withdraw } from '../../src/approvals/deciding.ts';
import { approvalNumber } from '../../src/approvals/number.ts';
import { defineCommand } from '../../src/command.ts';

export const approvalWithdraw = defineCommand({
  name: 'approval withdraw',
  description: 'Takes back what you asked approval for',
  needs: 'approval.withdraw',
  audience: 'caller',
  options: { approval: approvalNumber },
  examples: ['approval withdraw 7'],
  async run({ approval: id }, context) {
    const { title } = await withdraw(id, context);
    return { title: `Withdrawn: ${title}. Nothing was changed`, footer: `approval ${id}` };
  },
});
