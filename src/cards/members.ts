import type { TableBlock } from '../card.ts';
import type { Member } from '../operation.ts';
import { taskNote, taskState } from './tasks.ts';

/** A row for each operation of a group, as it is now or as it ended. */
export function memberRows(members: readonly Member[]): TableBlock {
  return {
    type: 'table',
    columns: [
      { label: 'What' },
      { label: 'State' },
      { label: 'Task', align: 'right' },
      { label: 'Note' },
    ],
    rows: members.map((member) => [
      member.title,
      taskState(member),
      String(member.id),
      taskNote(member),
    ]),
  };
}
