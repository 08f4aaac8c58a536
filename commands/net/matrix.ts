import { type CommandContext, defineCommand, type ResolvedMachine } from '../../src/command.ts';
import { BotError } from '../../src/errors.ts';
import { matrixOperation } from '../../src/operations/net-matrix.ts';

/** So many rows and columns a phone still shows; each more is a guest call and a ping from every other. */
const MOST = 20;

export const netMatrix = defineCommand({
  name: 'net matrix',
  description: 'Pings from every machine to every other, and shows who reaches whom',
  needs: 'net.test',
  audience: 'channel',
  options: {
    machines: {
      type: 'machines',
      description: 'Only these: web-*, tag:prod, host:pve1, site:kvm, state:running',
      required: false,
    },
  },
  examples: ['net matrix', 'net matrix tag:prod', 'net matrix web-*'],
  async run({ machines: asked }, context) {
    const machines = (asked ?? (await everyone(context))).filter(
      ({ machine }) => machine.template !== true,
    );
    refuse(machines);
    return {
      operations: [
        matrixOperation(machines, {
          missing: asked === undefined ? context.fleet.unreached() : [],
          again: asked === undefined ? 'net matrix' : undefined,
        }),
      ],
    };
  },
});

async function everyone({ fleet, signal }: CommandContext): Promise<readonly ResolvedMachine[]> {
  const all = await fleet.select('*', signal);
  return all.toSorted((a, b) => fleet.order(a.label) - fleet.order(b.label));
}

function refuse(machines: readonly ResolvedMachine[]): void {
  if (machines.length < 2) {
    throw new BotError('invalid', 'A matrix needs two machines or more', {
      hint: 'Name several: net matrix web-*. For one way there is net ping.',
    });
  }
  if (machines.length <= MOST) return;
  throw new BotError(
    'invalid',
    `That is ${machines.length} machines; a matrix has ${MOST} at most`,
    {
      hint: 'Nothing was pinged. Name fewer: net matrix tag:prod, net matrix host:pve1.',
    },
  );
}
