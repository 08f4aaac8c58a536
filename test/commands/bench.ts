import { expect } from 'vitest';
import { commands } from '../../commands/index.ts';
import { parseLine } from '../../src/args.ts';
import type { Card, Cell } from '../../src/card.ts';
import { type CommandContext, isPlan, type Plan } from '../../src/command.ts';
import { BotError } from '../../src/errors.ts';
import { failureCard } from '../../src/failure.ts';
import type { Hypervisor } from '../../src/hypervisor.ts';
import { defaultInventory } from '../../src/inventory/shelf.ts';
import { createInventory, type Fleet } from '../../src/inventory.ts';
import { silent } from '../../src/log.ts';
import type { Ending, OperationData } from '../../src/operation.ts';
import { operationKinds } from '../../src/operations/index.ts';
import { resolveValues } from '../../src/router/resolve.ts';
import type { Tasks } from '../../src/tasks.ts';
import { valueText } from '../../src/time/moment.ts';
import { type MemoryTask, memoryTask } from '../contracts/task.ts';

export interface Bench {
  readonly fleet: Fleet;
  /** Types a line and gives what the command returned. */
  type(line: string): Promise<Card | Plan>;
  /** Types a line that answers with a card. */
  card(line: string): Promise<Card>;
  /** Types a line that plans something. */
  plan(line: string): Promise<Plan>;
  /** Types a line and carries its one operation out. */
  carryOut(line: string, task?: MemoryTask): Promise<Ending>;
  perform(operation: OperationData, task?: MemoryTask): Promise<Ending>;
}

export interface BenchOptions {
  readonly may?: CommandContext['may'] | undefined;
  readonly tasks?: Tasks | undefined;
  readonly now?: (() => number) | undefined;
  readonly ways?: CommandContext['ways'];
  readonly audit?: CommandContext['audit'];
  readonly metrics?: CommandContext['metrics'];
  readonly alerts?: CommandContext['alerts'];
  readonly replicas?: CommandContext['replicas'];
}

/** No task was ever asked for. */
export const noTasks: Tasks = {
  list: async () => [],
  targets: async () => new Map(),
  show: () => Promise.reject(new Error('no tasks on this bench')),
  cancel: () => Promise.reject(new Error('no tasks on this bench')),
  settle: () => Promise.reject(new Error('no tasks on this bench')),
};

/** The real parser, inventory, commands and operations over real sites; only store and chat are left out. */
export function openBench(sites: readonly Hypervisor[], options: BenchOptions = {}): Bench {
  const fleet = createInventory(sites, { ...defaultInventory, freshMs: 0 });
  const signal = new AbortController().signal;
  const context: CommandContext = {
    actor: { platform: 'test', id: 'anna', name: 'anna' },
    fleet,
    tasks: options.tasks ?? noTasks,
    commands,
    may: options.may ?? (() => true),
    signal,
    now: options.now ?? Date.now,
    metrics: options.metrics,
    alerts: options.alerts,
    replicas: options.replicas,
    ways: options.ways,
    audit: options.audit,
  };
  const type = async (line: string) => {
    const parsed = parseLine(line, commands);
    try {
      const values = await resolveValues(parsed, fleet, signal);
      return await parsed.command.run(values, context);
    } catch (error) {
      expectWholeLines(error);
      throw error;
    }
  };
  const perform = (operation: OperationData, task: MemoryTask = memoryTask()) => {
    const kind = operationKinds.find((each) => each.kind === operation.kind);
    if (!kind) throw new Error(`no kind ${operation.kind}`);
    const input = kind.parse(JSON.parse(JSON.stringify(operation.input)));
    return kind.run(input, {
      task,
      machine: (ref) => fleet.current(ref, task.signal),
      site: fleet.site,
      ways: options.ways,
      members: { list: async () => [], cancel: async () => {} },
    });
  };
  const plan = async (line: string) => {
    const answer = await type(line);
    if (isPlan(answer)) return answer;
    throw new Error(`${line} answered at once: ${answer.title}`);
  };
  return {
    fleet,
    type,
    plan,
    perform,
    async card(line) {
      const answer = await type(line);
      if (!isPlan(answer)) return answer;
      throw new Error(`${line} wants to do something`);
    },
    async carryOut(line, task) {
      const { operations } = await plan(line);
      const [only, ...others] = operations;
      if (!only || others.length > 0) throw new Error(`${line} is ${operations.length} operations`);
      return perform(only, task);
    },
  };
}

/** Whatever a command refuses, each of its choices is a line that can be sent. */
function expectWholeLines(error: unknown): void {
  if (!(error instanceof BotError)) return;
  const card = failureCard(error, { log: silent, commands });
  expect(card.actions?.map(({ command }) => command) ?? []).toEqual(error.choices);
}

/** Every text of a card, for facts about what a person reads. */
export function textOf(card: Card): string {
  const blocks = card.blocks?.map((block) => {
    switch (block.type) {
      case 'text':
      case 'code':
      case 'file':
        return block.text;
      case 'fields':
        return block.fields
          .map(({ label, value }) => `${label}: ${valueText(value, 'UTC')}`)
          .join('\n');
      case 'table':
        return block.rows.map((row) => row.map(cellText).join(' | ')).join('\n');
      default:
        return '';
    }
  });
  return [card.title, ...(blocks ?? []), card.footer ?? ''].join('\n');
}

function cellText(cell: Cell): string {
  return typeof cell !== 'string' && 'text' in cell ? cell.text : valueText(cell, 'UTC');
}
