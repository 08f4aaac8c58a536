import { defineCommand } from '../../src/command.ts';

export const taskSettle = defineCommand({
  name: 'task settle',
  description: 'Says what became of a task whose outcome is unknown, and frees what it held',
  needs: 'task.settle',
  audience: 'channel',
  options: {
    task: { type: 'task', description: 'Its number', required: true },
    as: {
      type: 'choice',
      values: ['done', 'failed'],
      description: 'What became of it',
      required: true,
    },
    note: { type: 'text', description: 'How you know', required: false },
  },
  examples: ['task settle 12 done', 'task settle 12 failed "the snapshot is not there"'],
  async run({ task: id, as, note = '' }, { tasks, actor }) {
    const task = await tasks.settle(id, as, actor, note);
    return {
      title: `Task ${id} was settled as ${as}`,
      tone: as === 'done' ? 'success' : 'warning',
      blocks: [{ type: 'text', text: `${task.title}. What it held is free again.` }],
      actions: [{ label: 'Show', command: `task show ${id}` }],
    };
  },
});
