import { defineCommand } from '../src/command.ts';
import { helpCard } from '../src/help.ts';

export const help = defineCommand({
  name: 'help',
  description: 'Says what can be typed, and how',
  needs: 'help',
  audience: 'caller',
  options: {
    about: {
      type: 'rest',
      of: 'command',
      description: 'A word or a whole command to explain; everything when left out',
      required: false,
    },
  },
  examples: ['help', 'help snapshot', 'help snapshot rollback'],
  run: ({ about }, context) => helpCard(about, context),
});
