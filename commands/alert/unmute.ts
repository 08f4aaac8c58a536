import { alertsIn } from '../../src/alerts/alerts.ts';
import { findMute } from '../../src/alerts/mutes/mutes.ts';
import { numberOf } from '../../src/alerts/rules/number.ts';
import { defineCommand } from '../../src/command.ts';
import { BotError } from '../../src/errors.ts';

export const alertUnmute = defineCommand({
  name: 'alert unmute',
  description: 'Ends a mute before its time; what still fires is told again',
  needs: 'alert.mute',
  audience: 'caller',
  options: {
    mute: { type: 'text', of: 'mute', description: 'The number of the mute', required: true },
  },
  examples: ['alert unmute 3'],
  async run({ mute }, context) {
    const number = numberOf(mute, 'mute');
    const { on } = await findMute(number, context);
    const ended = await alertsIn(context).unsilence(number, context.actor);
    if (!ended) {
      throw new BotError('conflict', `Mute ${number} is over`, { hint: 'Nothing was changed.' });
    }
    return {
      title: `Mute ${number} is over`,
      tone: 'success',
      blocks: [{ type: 'text', text: `What fires of ${on} is told again, in a moment.` }],
    };
  },
});
