import { headsFrom } from '../../src/audit/heads.ts';
import { auditOf } from '../../src/audit/in-chat.ts';
import { verifyCard } from '../../src/cards/audit-verify.ts';
import { defineCommand } from '../../src/command.ts';

export const auditVerify = defineCommand({
  name: 'audit verify',
  description: 'Reads the whole audit and names what was changed, removed, added or cut off',
  needs: 'audit.read',
  audience: 'caller',
  options: {
    heads: {
      type: 'text',
      description: 'What the log says of the chains’ heads, with commas between them',
      required: false,
      positional: false,
    },
  },
  examples: ['audit verify', 'audit verify --heads=1:482:9f86d081884c7d659a2feaa0c55ad015'],
  async run({ heads }, context) {
    const { signal } = context;
    const known = headsFrom(heads);
    return verifyCard(await auditOf(context).verify({ heads: known, signal }), known.length > 0);
  },
});
