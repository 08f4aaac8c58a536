import { type Command, defineCommand } from '../../src/command.ts';

const say = (title: string) => () => ({ title });

/** Definitions of every shape an option can have. */
export const commands: readonly Command[] = [
  defineCommand({
    name: 'vm list',
    description: 'Lists machines',
    needs: 'vm.read',
    audience: 'channel',
    options: {
      machines: { type: 'machines', description: 'Which ones', required: false },
      wide: { type: 'flag', description: 'Every column', required: false },
    },
    examples: ['vm list tag:prod'],
    run: say('list'),
  }),
  defineCommand({
    name: 'vm show',
    description: 'Shows one machine',
    needs: 'vm.read',
    audience: 'channel',
    options: { machine: { type: 'machine', description: 'Which one', required: true } },
    examples: [],
    run: say('show'),
  }),
  defineCommand({
    name: 'vm stop',
    description: 'Cuts the power',
    needs: 'vm.power',
    audience: 'caller',
    options: { machine: { type: 'machine', description: 'Which one', required: true } },
    examples: [],
    run: say('stop'),
  }),
  defineCommand({
    name: 'snapshot list',
    description: 'Lists snapshots',
    needs: 'snapshot.read',
    audience: 'channel',
    options: { machine: { type: 'machine', description: 'Of which', required: true } },
    examples: [],
    run: say('snapshots'),
  }),
  defineCommand({
    name: 'snapshot create',
    description: 'Takes a snapshot',
    needs: 'snapshot.create',
    audience: 'caller',
    options: {
      machine: { type: 'machine', description: 'Of which', required: true },
      snapshot: { type: 'text', description: 'Its name', required: true },
      description: {
        type: 'text',
        description: 'Why it was taken',
        required: false,
        positional: false,
      },
      withoutMemory: { type: 'flag', description: 'Leave the RAM out', required: false },
    },
    examples: ['snapshot create e1 before'],
    run: say('create'),
  }),
  defineCommand({
    name: 'snapshot rollback',
    description: 'Goes back to a snapshot',
    needs: 'snapshot.rollback',
    audience: 'caller',
    options: {
      machine: { type: 'machine', description: 'Which one', required: true },
      snapshot: { type: 'text', description: 'To which', required: true, of: 'snapshot' },
    },
    examples: [],
    run: say('rollback'),
  }),
  defineCommand({
    name: 'snapshot delete',
    description: 'Deletes a snapshot',
    needs: 'snapshot.delete',
    audience: 'caller',
    options: {
      machine: { type: 'machine', description: 'Of which', required: true },
      snapshot: { type: 'text', description: 'Which', required: true, of: 'snapshot' },
    },
    examples: [],
    run: say('delete'),
  }),
  defineCommand({
    name: 'guest run',
    description: 'Runs a program in the guest',
    needs: 'guest.run',
    audience: 'channel',
    options: {
      timeout: {
        type: 'integer',
        min: 1,
        max: 3600,
        description: 'Seconds',
        required: false,
        positional: false,
      },
      machine: { type: 'machine', description: 'Where', required: true },
      argv: { type: 'rest', description: 'The program and its arguments', required: true },
    },
    examples: ['guest run e1 uname -a'],
    run: say('run'),
  }),
  defineCommand({
    name: 'net ping',
    description: 'Pings from inside a guest',
    needs: 'net.test',
    audience: 'channel',
    options: {
      machine: { type: 'machine', description: 'From where', required: true },
      target: { type: 'target', description: 'To where', required: true },
      count: {
        type: 'integer',
        min: 1,
        max: 100,
        description: 'How many',
        required: false,
        positional: false,
      },
    },
    examples: [],
    run: say('ping'),
  }),
  defineCommand({
    name: 'host show',
    description: 'Shows one host',
    needs: 'host.read',
    audience: 'channel',
    options: { host: { type: 'host', description: 'Which one', required: true } },
    examples: [],
    run: say('host'),
  }),
  defineCommand({
    name: 'task list',
    description: 'Lists tasks',
    needs: 'task.read',
    audience: 'channel',
    options: {},
    examples: [],
    run: say('tasks'),
  }),
  defineCommand({
    name: 'task cancel',
    description: 'Stops a task',
    needs: 'task.cancel',
    audience: 'caller',
    options: { task: { type: 'task', description: 'Which one', required: true } },
    examples: [],
    run: say('cancel'),
  }),
  defineCommand({
    name: 'task settle',
    description: 'Ends an undecided task',
    needs: 'task.settle',
    audience: 'caller',
    options: {
      task: { type: 'task', description: 'Which one', required: true },
      as: {
        type: 'choice',
        values: ['done', 'failed'],
        description: 'What it was',
        required: true,
      },
    },
    examples: [],
    run: say('settle'),
  }),
  defineCommand({
    name: 'fleet',
    description: 'Everything at a glance',
    needs: 'fleet.read',
    audience: 'channel',
    options: {},
    examples: [],
    run: say('fleet'),
  }),
  defineCommand({
    name: 'help',
    description: 'What there is',
    needs: 'help',
    audience: 'caller',
    options: {
      about: { type: 'rest', of: 'command', description: 'A command', required: false },
    },
    examples: ['help snapshot'],
    run: say('help'),
  }),
];

export function command(name: string): Command {
  const found = commands.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no ${name} in the fixture`);
  return found;
}
