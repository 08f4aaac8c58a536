import { CODE_HOURS } from '../../src/access/code.ts';
import { accessOf } from '../../src/access/in-chat.ts';
import { defineCommand } from '../../src/command.ts';
import { BotError } from '../../src/errors.ts';

export const accessCode = defineCommand({
  name: 'access code',
  description: 'Prints a code that makes whoever sends it in a chat admin; at the terminal only',
  needs: 'access.change',
  audience: 'caller',
  options: {},
  examples: ['access code'],
  async run(_values, context) {
    if (!context.local) {
      throw new BotError('forbidden', 'A code is printed at the terminal of the bot only', {
        hint: 'Nothing was changed. access grant makes somebody admin from here.',
      });
    }
    const code = await accessOf(context).issueCode();
    return {
      title: 'A code for an admin',
      blocks: [
        { type: 'text', text: 'Send this to the bot in your chat, where nobody else reads it:' },
        { type: 'code', text: `claim ${code}` },
        { type: 'text', text: `It works once, within ${CODE_HOURS} hours.` },
      ],
    };
  },
});
