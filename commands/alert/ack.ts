import { alertsIn, rulesIn } from '../../src/alerts/alerts.ts';
import { findOwnAlert } from '../../src/alerts/find.ts';
import { alertNumber, numberOf } from '../../src/alerts/rules/number.ts';
import { whatOf } from '../../src/alerts/words.ts';
import { defineCommand } from '../../src/command.ts';

export const alertAck = defineCommand({
  name: 'alert ack',
  description: 'Says that you look after an alert: its card names you, and it rings no more',
  needs: 'alert.ack',
  audience: 'caller',
  options: { alert: alertNumber },
  examples: ['alert ack 12'],
  async run({ alert }, context) {
    const number = numberOf(alert, 'alert');
    const incident = await findOwnAlert(number, 'alert.ack', context);
    const first = await alertsIn(context).acknowledge(number, context.actor);
    const what = whatOf(incident, rulesIn(context));
    if (!first) {
      return {
        title: `Alert ${number} was acknowledged before`,
        blocks: [{ type: 'text', text: `${what}. ${byOf(incident.acknowledged)}` }],
        actions: [{ label: 'Show', command: `alert show ${number}` }],
      };
    }
    return {
      title: `You look after alert ${number}`,
      tone: 'success',
      blocks: [
        {
          type: 'text',
          text: `${what}. Its card names you in a moment, and it rings no more${incident.severity === 'critical' ? ' before it is over' : ', unless it gets critical'}.`,
        },
      ],
      actions: [{ label: 'Show', command: `alert show ${number}` }],
    };
  },
});

function byOf(acknowledged: { readonly by: string } | undefined): string {
  return acknowledged ? `${acknowledged.by} looks after it.` : 'Somebody looks after it.';
}
