import { defineCommand } from '../../src/command.ts';
import { routesInside } from '../../src/network/inside.ts';
import { interfacesCard } from '../../src/network/interfaces-card.ts';
import { openPlugs } from '../../src/network/plugs.ts';
import { attempt } from '../../src/summary/attempt.ts';

/** Milliseconds for what the guest says itself. */
const GUEST_LIMIT = 15_000;

export const netInterfaces = defineCommand({
  name: 'net interfaces',
  description: 'Shows the network cards of a machine: plug, cable, addresses, routes',
  needs: 'vm.read',
  audience: 'channel',
  options: { machine: { type: 'machine', description: 'Which machine', required: true } },
  examples: ['net interfaces web-1'],
  async run({ machine: asked }, context) {
    const plugged = await openPlugs(asked, context);
    const { machine, hypervisor } = plugged.machine;
    const { guest } = hypervisor;
    const limits = { signal: context.signal, limit: AbortSignal.timeout(GUEST_LIMIT) };
    const inside =
      guest && machine.state === 'running'
        ? await attempt((signal) => guest.addresses(machine, signal), limits)
        : undefined;
    const routes =
      guest && inside?.value && context.may('guest.inspect')
        ? await attempt((signal) => routesInside(guest, machine, signal), limits)
        : undefined;
    return interfacesCard(plugged, inside, routes);
  },
});
