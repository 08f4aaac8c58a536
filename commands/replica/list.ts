import { replicaListCard } from '../../src/cards/replicas.ts';
import { defineCommand } from '../../src/command.ts';
import { BotError } from '../../src/errors.ts';

export const replicaList = defineCommand({
  name: 'replica list',
  description:
    'Shows the processes of the bot: what each reaches, holds and runs, and with which policy',
  needs: 'replica.read',
  audience: 'caller',
  options: {},
  examples: ['replica list'],
  async run(_values, { replicas }) {
    if (!replicas) throw new BotError('unsupported', 'There is no store to see other processes by');
    return replicaListCard(await replicas.list());
  },
});
