import { changed, type Labels } from '../../../src/hypervisor/labels.ts';
import { act } from './act.ts';
import type { Connection } from './connect.ts';
import { find } from './find.ts';

export function createLabels(connection: Connection): Labels {
  return {
    tag: async (machine, change, task) => {
      const tags = await task.step('what it has', {
        async do() {
          const { seed, state } = find(connection, machine);
          return changed(state.tags ?? seed.tags, change);
        },
      });
      return act(connection, machine, { call: 'label', tags: [...tags] }, task);
    },
    note: (machine, note, task) => act(connection, machine, { call: 'label', note }, task),
  };
}
