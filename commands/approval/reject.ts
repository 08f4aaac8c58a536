import { refuse } from '../../src/approvals/deciding.ts';
import { approvalNumber, reasonGiven } from '../../src/approvals/number.ts';
import { defineCommand } from '../../src/command.ts';

export const approvalReject = defineCommand({
  name: 'approval reject',
  description: 'Says no to what somebody else asked for, and why',
  needs: 'approval.give',
  audience: 'caller',
  options: { approval: approvalNumber, reason: reasonGiven },
  examples: ['approval reject 7 "not before the backup"'],
  async run({ approval: id, reason }, context) {
    const { title, actor } = await refuse(id, reason, context);
    return {
      title: `Rejected: ${title}`,
      tone: 'neutral',
      blocks: [{ type: 'text', text: `${actor.name} is told why. Nothing was changed.` }],
      footer: `approval ${id}`,
    };
  },
});
