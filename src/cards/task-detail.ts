import type { Action, Block, Card, Cell, Field } from '../card.ts';
import type { CommandContext } from '../command.ts';
import { ago, span } from '../format.ts';
import { isOpen } from '../operation.ts';
import type { StepInfo, TaskDetail } from '../tasks.ts';
import { whenAgo } from '../time/moment.ts';
import { allowed } from './allowed.ts';
import { memberRows } from './members.ts';
import { taskNote, taskState } from './tasks.ts';

/** One task with its steps and what it answered. */
export function taskCard(task: TaskDetail, context: Pick<CommandContext, 'may' | 'now'>): Card {
  const now = context.now();
  const state = taskState(task);
  return {
    title: `Task ${task.id}: ${task.title}`,
    tone: state.tone,
    blocks: [
      { type: 'fields', fields: fields(task, now) },
      ...(task.members.length > 0 ? [memberRows(task.members)] : []),
      ...(task.steps.length > 0 ? [stepTable(task.steps, now)] : []),
      ...result(task),
    ],
    actions: actions(task, context),
  };
}

function fields(task: TaskDetail, now: number): readonly Field[] {
  const state = taskState(task);
  const { createdAt, endedAt } = task;
  const note = taskNote(task);
  return [
    { label: 'State', value: state.text, tone: state.tone },
    { label: 'Who', value: task.actor.name },
    { label: 'Asked', value: whenAgo(createdAt, now) },
    ...(endedAt === undefined
      ? []
      : [{ label: 'Ended', value: `${ago(endedAt, now)}, after ${took(endedAt - createdAt)}` }]),
    ...(endedAt === undefined ? [{ label: 'Holds', value: held(task) }] : []),
    ...(note === '' ? [] : [{ label: 'Note', value: note }]),
    ...(task.epoch > 1 ? [{ label: 'Resumed', value: `${task.epoch - 1} times` }] : []),
  ];
}

/** What no other task gets meanwhile: `machine lab/e1`. */
function held({ targets }: TaskDetail): string {
  return targets.map((target) => target.replace(':', ' ')).join(', ') || 'nothing';
}

function stepTable(steps: readonly StepInfo[], now: number): Block {
  return {
    type: 'table',
    columns: [{ label: 'Step' }, { label: 'State' }, { label: 'Begun' }, { label: 'Took' }],
    rows: steps.map((step) => [
      step.name,
      stepState(step),
      ago(step.startedAt, now),
      step.endedAt === undefined ? '' : took(step.endedAt - step.startedAt),
    ]),
  };
}

function stepState({ endedAt, failed }: StepInfo): Cell {
  if (failed) return { text: 'failed', tone: 'danger' };
  return endedAt === undefined
    ? { text: 'begun, not ended', tone: 'warning' }
    : { text: 'done', tone: 'success' };
}

function took(ms: number): string {
  return ms < 1_000 ? `${ms} ms` : span(ms);
}

function result({ result: card, members }: TaskDetail): readonly Block[] {
  if (card === undefined) return [];
  // A group's rows are above already.
  if (members.length > 0) return [{ type: 'text', text: card.title }];
  return [{ type: 'text', text: card.title }, ...(card.blocks ?? [])];
}

function actions(
  { id, state }: TaskDetail,
  context: Pick<CommandContext, 'may'>,
): readonly Action[] {
  if (state === 'undecided') {
    return allowed(
      [
        { label: 'It was done', command: `task settle ${id} done`, needs: 'task.settle' },
        { label: 'It was not', command: `task settle ${id} failed`, needs: 'task.settle' },
      ],
      context,
    );
  }
  return isOpen(state)
    ? allowed([{ label: 'Cancel', command: `task cancel ${id}`, needs: 'task.cancel' }], context)
    : [];
}
