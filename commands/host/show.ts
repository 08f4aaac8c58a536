import { defineCommand } from '../../src/command.ts';
import { hostCard } from '../../src/summary/host-card.ts';
import { topOption } from '../../src/summary/top-processes.ts';

export const hostShow = defineCommand({
  name: 'host show',
  description: 'Shows one physical host: load, memory, swap, storages, alerts, its machines',
  needs: 'host.read',
  audience: 'channel',
  options: { host: { type: 'host', description: 'Which host', required: true }, top: topOption },
  examples: ['host show kvm-a', 'host show kvm-a --top memory'],
  run: ({ host, top }, context) => hostCard(host, context, top),
});
