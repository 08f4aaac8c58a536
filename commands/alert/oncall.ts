import { alertsIn } from '../../src/alerts/alerts.ts';
import { allowed } from '../../src/cards/allowed.ts';
import { onCallCard, turnOffers } from '../../src/cards/on-call.ts';
import { defineCommand } from '../../src/command.ts';

export const alertOncall = defineCommand({
  name: 'alert oncall',
  description: 'Shows who is on call now, until when, and who is next',
  needs: 'alert.read',
  audience: 'channel',
  options: {},
  examples: ['alert oncall'],
  run(_values, context) {
    const onCall = alertsIn(context).onCall();
    const now = context.now();
    return { ...onCallCard(onCall, now), actions: allowed(turnOffers(onCall, now), context) };
  },
});
