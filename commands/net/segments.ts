import { defineCommand } from '../../src/command.ts';
import { segmentsCard } from '../../src/connectivity/segments/card.ts';
import { collectPlugs } from '../../src/connectivity/segments/collect.ts';
import { BotError } from '../../src/errors.ts';

/** Each machine costs a question to its site. */
const MOST = 100;

export const netSegments = defineCommand({
  name: 'net segments',
  description: 'Shows which machines share a segment, over all hosts and hypervisors',
  needs: 'vm.read',
  audience: 'channel',
  options: {
    machines: {
      type: 'machines',
      description: 'Only these: web-*, tag:prod, host:pve1, site:kvm, state:running',
      required: false,
      onlyShown: true,
    },
  },
  examples: ['net segments', 'net segments tag:prod'],
  async run({ machines: asked }, { fleet, signal, may }) {
    const machines = (asked ?? (await fleet.select('*', signal, { onlyShown: true })))
      .filter(({ machine }) => machine.template !== true)
      .toSorted((a, b) => fleet.order(a.label) - fleet.order(b.label));
    if (machines.length > MOST) {
      throw new BotError(
        'invalid',
        `That is ${machines.length} machines; at most ${MOST} are shown`,
        {
          hint: 'Name fewer: net segments tag:prod, net segments host:pve1.',
        },
      );
    }
    return segmentsCard(
      await collectPlugs(machines, { fleet, signal, inside: may('guest.inspect') }),
    );
  },
});
