import { rulesIn } from '../../src/alerts/alerts.ts';
import { hostSubject, machineSubject } from '../../src/alerts/engine/subjects.ts';
import { routeBlocks } from '../../src/cards/alert-reach.ts';
import { alertRulesCard, rulesForCard } from '../../src/cards/alert-rules.ts';
import { defineCommand, type ResolvedTarget } from '../../src/command.ts';
import { BotError } from '../../src/errors.ts';

export const alertRules = defineCommand({
  name: 'alert rules',
  description: 'Shows what is an alert: at which figure, for how long, and when it is over',
  needs: 'alert.read',
  audience: 'caller',
  options: {
    of: {
      type: 'target',
      description: 'What holds for this machine or host alone',
      required: false,
    },
  },
  examples: ['alert rules', 'alert rules web-1'],
  run({ of }, context) {
    const rules = rulesIn(context);
    if (of !== undefined) return rulesForCard(rules, subjectOf(of));
    const card = alertRulesCard(rules);
    const routes = context.alerts?.settings.routes ?? [];
    return { ...card, blocks: [...(card.blocks ?? []), ...routeBlocks(routes)] };
  },
});

function subjectOf(target: ResolvedTarget) {
  if (target.type === 'machine') return machineSubject(target.machine.machine);
  if (target.type === 'host') return hostSubject(target.host.host);
  throw new BotError('invalid', 'Rules hold for machines and hosts', {
    hint: 'alert rules shows all of them.',
  });
}
