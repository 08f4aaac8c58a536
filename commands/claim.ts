import { accessOf } from '../src/access/in-chat.ts';
import { defineCommand } from '../src/command.ts';
import { BotError } from '../src/errors.ts';

export const claim = defineCommand({
  name: 'claim',
  description: 'Makes you admin, with the code that the bot printed when it was set up',
  needs: 'help',
  audience: 'caller',
  options: { code: { type: 'text', description: 'The code', required: true } },
  examples: ['claim K7QM-4XHT-92WB'],
  async run({ code }, context) {
    if (context.local && context.may('access.change')) {
      throw new BotError('conflict', 'You can do everything here already', {
        hint: 'Send the line to the bot in your chat: it makes you admin there.',
      });
    }
    await accessOf(context).claim(code, context.actor);
    return {
      title: 'You are admin now',
      tone: 'success',
      blocks: [{ type: 'text', text: 'Others send access request; you decide with a button.' }],
      actions: [
        { label: 'Fleet', command: 'fleet' },
        { label: 'Who may do what', command: 'access list' },
        { label: 'Help', command: 'help' },
      ],
    };
  },
});
