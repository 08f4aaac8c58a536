import { defineCommand, type ResolvedMachine } from '../../src/command.ts';
import { BotError } from '../../src/errors.ts';
import { whyOperation } from '../../src/operations/net-why.ts';

export const netWhy = defineCommand({
  name: 'net why',
  description: 'Looks why two machines cannot talk: names the first broken link and its fix',
  needs: 'net.test',
  audience: 'channel',
  options: {
    a: { type: 'machine', description: 'One machine', required: true },
    b: { type: 'machine', description: 'The other', required: true },
  },
  examples: ['net why web-1 db-1'],
  run({ a, b }, context) {
    refuseSame(a, b);
    const seen = context.fleet.sites
      .map(({ site }) => site.name)
      .filter((site) => context.may('vm.read', { sites: [site] }));
    return { operations: [whyOperation(a, b, seen)] };
  },
});

function refuseSame(a: ResolvedMachine, b: ResolvedMachine): void {
  if (a.machine.site !== b.machine.site || a.machine.id !== b.machine.id) return;
  throw new BotError('invalid', `${a.label} always reaches itself`, {
    hint: 'Name another machine: net why web-1 db-1.',
  });
}
