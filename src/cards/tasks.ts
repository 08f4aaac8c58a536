import type { TableBlock, Tone, TonedText } from '../card.ts';
import { ago, percent } from '../format.ts';
import type { OperationState } from '../operation.ts';
import type { TaskInfo } from '../tasks.ts';

const tones: Record<OperationState, Tone> = {
  waiting: 'neutral',
  running: 'neutral',
  done: 'success',
  failed: 'danger',
  cancelled: 'warning',
  undecided: 'warning',
};

export function taskState({ state }: Pick<TaskInfo, 'state'>): TonedText {
  const text = state === 'undecided' ? 'outcome unknown' : state;
  return { text, tone: tones[state] };
}

/** How far it is, or why it is not further. */
export function taskNote({
  state,
  progress,
  reason,
}: Pick<TaskInfo, 'state' | 'progress' | 'reason'>): string {
  if (state !== 'running' || progress === undefined || reason) return reason ?? '';
  const done = progress.fraction === undefined ? '' : `${percent(progress.fraction)}, `;
  return `${done}${progress.note}`;
}

export function taskTable(tasks: readonly TaskInfo[], now: number): TableBlock {
  return {
    type: 'table',
    columns: [
      { label: 'Task', align: 'right' },
      { label: 'What' },
      { label: 'State' },
      { label: 'Who' },
      { label: 'Asked' },
      { label: 'Note' },
    ],
    rows: tasks.map((task) => [
      String(task.id),
      task.title,
      taskState(task),
      task.actor.name,
      ago(task.createdAt, now),
      taskNote(task),
    ]),
  };
}
