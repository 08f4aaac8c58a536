import { agesOf, hasProblem, problemBlocks } from '../../src/cards/site-answers.ts';
import { defineCommand } from '../../src/command.ts';
import { count } from '../../src/format.ts';
import { hostTable } from '../../src/summary/hosts.ts';
import { sharedBlocks, sharedHosts } from '../../src/summary/shared-hosts.ts';

export const hostList = defineCommand({
  name: 'host list',
  description: 'Shows the physical hosts: machines, CPU, memory, load',
  needs: 'host.read',
  audience: 'channel',
  options: {},
  examples: ['host list'],
  async run(_values, context) {
    const { fleet, signal, now } = context;
    const [hosts, machines] = await Promise.all([fleet.hosts(signal), fleet.machines(signal)]);
    const all = hosts.flatMap(({ items }) => items);
    const shared = await sharedHosts(context, all);
    const table = hostTable({ hosts, machines });
    return {
      title: count(all.length, 'host'),
      tone: hasProblem([...hosts, ...machines]) ? 'warning' : undefined,
      blocks: [
        ...problemBlocks([...hosts, ...machines], now()),
        ...(table ? [table] : []),
        ...sharedBlocks(shared),
      ],
      footer: agesOf(hosts, now()),
    };
  },
});
