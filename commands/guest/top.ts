import { processTable } from '../../src/cards/processes.ts';
import { defineCommand } from '../../src/command.ts';
import { bytesOf, count, load, percent, span } from '../../src/format.ts';
import { readGuest } from '../../src/guest/probe.ts';
import { topProcesses } from '../../src/guest/processes.ts';
import { runningGuest } from '../../src/guest/running.ts';

export const guestTop = defineCommand({
  name: 'guest top',
  description: 'Shows what takes the most CPU or memory inside a guest',
  needs: 'guest.inspect',
  audience: 'channel',
  options: {
    machine: { type: 'machine', description: 'In which guest', required: true },
    by: { type: 'choice', values: ['cpu', 'memory'], description: 'By what', required: false },
    count: {
      type: 'integer',
      min: 1,
      max: 50,
      description: 'How many processes, 10 when left out',
      required: false,
    },
  },
  examples: ['guest top web-1', 'guest top web-1 memory 5'],
  async run({ machine, by = 'cpu', count: most = 10 }, context) {
    const guest = await runningGuest(machine, context);
    const summary = await readGuest(guest.channel, guest.machine, context.signal);
    const { processes, tasks, memory } = summary;
    return {
      title: `Top of ${guest.label} by ${by === 'cpu' ? 'CPU' : 'memory'}`,
      blocks: [
        {
          type: 'fields',
          fields: [
            { label: 'CPU', value: percent(summary.cpuFraction) },
            { label: 'Memory', value: bytesOf(memory?.used, memory?.total) },
            { label: 'Load average', value: load(summary.load) },
            { label: 'Uptime', value: span(summary.uptimeMs) },
          ],
        },
        processes === undefined
          ? { type: 'text', text: 'The guest did not tell its processes.' }
          : processTable(topProcesses(processes, by, most)),
      ],
      footer: tasks && `${count(tasks.total, 'task')}, ${tasks.running} running`,
    };
  },
});
