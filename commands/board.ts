import { defineCommand } from '../src/command.ts';
import { BotError } from '../src/errors.ts';

export const board = defineCommand({
  name: 'board',
  description: 'Keeps a message in this channel that shows at any time how the fleet is',
  needs: 'board.change',
  audience: 'caller',
  options: {
    set: { type: 'choice', values: ['on', 'off'], description: 'off removes it', required: false },
  },
  examples: ['board', 'board off'],
  async run({ set = 'on' }, { boards, place, actor }) {
    if (boards === undefined || place?.durable !== true) {
      throw new BotError('unsupported', 'A board needs a channel of a chat', {
        hint: 'Nothing was changed. Type it in the channel that should have one.',
      });
    }
    if (set === 'off') {
      const gone = await boards.remove(place);
      return gone
        ? {
            title: 'The board of this channel is off',
            tone: 'success',
            blocks: [{ type: 'text', text: 'Its message stays as it is; delete it if you like.' }],
          }
        : { title: 'This channel has no board' };
    }
    const added = await boards.add(place, actor);
    return {
      title: added ? 'This channel has a board now' : 'This channel has a board already',
      tone: added ? 'success' : 'neutral',
      blocks: [
        {
          type: 'text',
          text: 'Everybody who reads this channel sees it: counts, problems and running tasks. It comes in a moment.',
        },
      ],
      actions: [{ label: 'Remove it', command: 'board off' }],
    };
  },
});
