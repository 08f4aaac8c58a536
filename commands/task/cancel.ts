import { defineCommand } from '../../src/command.ts';

export const taskCancel = defineCommand({
  name: 'task cancel',
  description: 'Asks a running or waiting task to stop',
  needs: 'task.cancel',
  audience: 'channel',
  options: { task: { type: 'task', description: 'Its number', required: true } },
  examples: ['task cancel 12'],
  async run({ task: id }, { tasks, actor }) {
    const task = await tasks.cancel(id, actor);
    const ended = task.state === 'cancelled';
    return {
      title: ended ? `Task ${id} is cancelled` : `Task ${id} was asked to stop`,
      tone: ended ? 'success' : 'neutral',
      blocks: [
        { type: 'text', text: task.title },
        ...(ended
          ? []
          : [
              {
                type: 'text',
                text: 'Its own message tells how it ends: it may be done already.',
              } as const,
            ]),
      ],
      actions: [{ label: 'Show', command: `task show ${id}` }],
    };
  },
});
