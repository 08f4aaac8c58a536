import { taskTable } from '../../src/cards/tasks.ts';
import { defineCommand } from '../../src/command.ts';
import { count } from '../../src/format.ts';

const DEFAULT_LIMIT = 20;

export const taskList = defineCommand({
  name: 'task list',
  description: 'Shows what runs, waits or needs a decision; with --all also what has ended',
  needs: 'task.read',
  audience: 'channel',
  options: {
    limit: {
      type: 'integer',
      min: 1,
      max: 200,
      description: `How many, newest first; ${DEFAULT_LIMIT} when left out`,
      required: false,
    },
    all: { type: 'flag', description: 'Also those that have ended', required: false },
  },
  examples: ['task list', 'task list --all', 'task list 50 --all'],
  async run({ all, limit = DEFAULT_LIMIT }, { tasks, now }) {
    const list = await tasks.list({ ended: all, limit });
    const undecided = list.filter(({ state }) => state === 'undecided').length;
    return {
      title: all
        ? `The newest ${count(list.length, 'task')}`
        : `${count(list.length, 'open task')}`,
      tone: undecided > 0 ? 'warning' : undefined,
      blocks:
        list.length > 0
          ? [taskTable(list, now())]
          : [{ type: 'text', text: all ? 'There has been none yet.' : 'Nothing runs or waits.' }],
      actions: all ? [] : [{ label: 'Ended ones too', command: 'task list --all' }],
    };
  },
});
