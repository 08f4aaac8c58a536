import type { Block, TableBlock } from '../card.ts';
import { count } from '../format.ts';
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

/** More than this a person does not follow, and a store does not want to write every second. */
const MOST = 30;

/** A group on its way: of many, only those in which something happens or went wrong; the others are counted. */
export function membersOnTheWay(members: readonly Member[]): readonly Block[] {
  if (members.length <= MOST) return [memberRows(members)];
  const quiet: readonly Member['state'][] = ['waiting', 'done'];
  const telling = members.filter(({ state }) => !quiet.includes(state));
  const counted = quiet.map((state) => {
    const number = members.filter((member) => member.state === state).length;
    return `${count(number, 'task')} ${state}`;
  });
  const more = telling.length - MOST;
  const words = [...counted, ...(more > 0 ? [`${count(more, 'task')} not shown`] : [])].join(', ');
  const rows = telling.slice(0, MOST);
  return [
    ...(rows.length === 0 ? [] : [memberRows(rows)]),
    { type: 'text', text: `${words}. task show tells of each.` },
  ];
}
