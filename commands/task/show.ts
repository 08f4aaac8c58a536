import { taskCard } from '../../src/cards/task-detail.ts';
import { defineCommand } from '../../src/command.ts';

export const taskShow = defineCommand({
  name: 'task show',
  description: 'Shows one task: its state, its steps and what came of it',
  needs: 'task.read',
  audience: 'channel',
  options: { task: { type: 'task', description: 'Its number', required: true } },
  examples: ['task show 12'],
  run: async ({ task }, context) => taskCard(await context.tasks.show(task), context),
});
