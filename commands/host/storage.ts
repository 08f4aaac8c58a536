import { defineCommand } from '../../src/command.ts';
import { poolCard, poolsCard } from '../../src/storage/pools.ts';

export const hostStorage = defineCommand({
  name: 'host storage',
  description: 'Shows storage pools: space, what is promised; of one pool what holds its space',
  needs: 'host.read',
  audience: 'channel',
  options: {
    host: { type: 'host', description: 'Whose; of all when left out', required: false },
    pool: { type: 'text', description: 'What holds its space', required: false, of: 'pool' },
  },
  examples: ['host storage', 'host storage kvm-a', 'host storage kvm-a default'],
  run: ({ host, pool }, context) =>
    host === undefined || pool === undefined
      ? poolsCard(host, context)
      : poolCard(host, pool, context),
});
