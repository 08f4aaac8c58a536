import { agesOf, hasProblem, problemBlocks } from '../../src/cards/site-answers.ts';
import { defineCommand } from '../../src/command.ts';
import { count } from '../../src/format.ts';
import { hostTable } from '../../src/summary/hosts.ts';

export const hostList = defineCommand({
  name: 'host list',
  description: 'Shows the physical hosts: machines, CPU, memory, load',
  needs: 'host.read',
  audience: 'channel',
  options: {},
  examples: ['host list'],
  async run(_values, { fleet, signal, now }) {
    const [hosts, machines] = await Promise.all([fleet.hosts(signal), fleet.machines(signal)]);
    const table = hostTable({ hosts, machines });
    return {
      title: count(hosts.flatMap(({ items }) => items).length, 'host'),
      tone: hasProblem([...hosts, ...machines]) ? 'warning' : undefined,
      blocks: [...problemBlocks([...hosts, ...machines], now()), ...(table ? [table] : [])],
      footer: agesOf(hosts, now()),
    };
  },
});
