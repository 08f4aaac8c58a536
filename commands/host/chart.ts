import { hostSubject } from '../../src/alerts/engine/subjects.ts';
import { type CommandContext, defineCommand } from '../../src/command.ts';
import { BotError } from '../../src/errors.ts';
import type { Host } from '../../src/hypervisor.ts';
import { matcher } from '../../src/inventory/selector.ts';
import { chartCard } from '../../src/metrics/chart-card.ts';
import { lastOption } from '../../src/metrics/kept.ts';
import { hostThing } from '../../src/metrics/read.ts';

export const hostChart = defineCommand({
  name: 'host chart',
  description: 'Draws the past of physical hosts side by side: CPU, memory or load average',
  needs: 'host.read',
  audience: 'channel',
  options: {
    host: { type: 'host', description: 'Which host', required: true },
    beside: {
      type: 'text',
      of: 'selector',
      description: 'Other hosts to draw with it, of any site: pve*, site:lab, *',
      required: false,
      positional: false,
    },
    figure: {
      type: 'choice',
      values: ['cpu', 'memory', 'load'],
      description: 'Of what; cpu when left out',
      required: false,
      positional: false,
    },
    last: lastOption,
  },
  examples: [
    'host chart kvm-a',
    'host chart kvm-a --figure load --last 7d',
    'host chart kvm-a --beside pve*',
  ],
  async run({ host: { host }, beside, figure = 'cpu', last = '24h' }, context) {
    const hosts = [host, ...(beside === undefined ? [] : await othersIn(beside, host, context))];
    const wanted = hosts.map((one) => ({
      ...{ thing: hostThing(one), subject: hostSubject(one), as: nameOf(one, hosts) },
    }));
    return chartCard({ figure, last, wanted }, context);
  },
});

/** Those that fit, as far as the person may see them. Throws `not-found` where none does. */
async function othersIn(
  selector: string,
  { site, name }: Host,
  { fleet, signal }: Pick<CommandContext, 'fleet' | 'signal'>,
): Promise<readonly Host[]> {
  const fits = matcher(selector);
  const all = (await fleet.hosts(signal)).flatMap(({ items }) => items);
  const others = all
    .filter((one) => fits(hostSubject(one)))
    .filter((one) => one.site !== site || one.name !== name);
  if (others.length > 0) return others;
  throw new BotError('not-found', `No other host fits ${selector}`, {
    hint: 'host list shows all of them.',
  });
}

/** Two sites may have a host of the same name. */
function nameOf({ site, name }: Host, all: readonly Host[]): string {
  return all.filter((one) => one.name === name).length > 1 ? `${site}/${name}` : name;
}
