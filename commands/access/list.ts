import { accessOf } from '../../src/access/in-chat.ts';
import { accessListCard } from '../../src/access/list-card.ts';
import { defineCommand } from '../../src/command.ts';

export const accessList = defineCommand({
  name: 'access list',
  description: 'Shows who has which role by the file and by grants, who is linked, who asks',
  needs: 'access.read',
  audience: 'caller',
  options: {},
  examples: ['access list'],
  run: (_values, context) => accessListCard(accessOf(context), context.now()),
});
