import { accessListCard } from '../../src/access/cards.ts';
import { accessOf } from '../../src/access/in-chat.ts';
import { defineCommand } from '../../src/command.ts';

export const accessList = defineCommand({
  name: 'access list',
  description: 'Shows who has which role, and who asks for one',
  needs: 'access.read',
  audience: 'caller',
  options: {},
  examples: ['access list'],
  run: (_values, context) => accessListCard(accessOf(context), context.now()),
});
