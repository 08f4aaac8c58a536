import type { Block, Card, Field } from '../card.ts';
import { stateWords } from '../cards/machine-state.ts';
import { holdsWords } from '../cards/snapshots.ts';
import { typed } from '../cards/typed.ts';
import type { ResolvedMachine } from '../command.ts';
import { BotError } from '../errors.ts';
import { span } from '../format.ts';
import type { RollbackEffect, Snapshot } from '../hypervisor/snapshots.ts';
import { clip } from '../line/clip.ts';
import { listed } from '../line/usage.ts';
import { whenAgo } from '../time/moment.ts';

export interface Rollback {
  readonly machine: ResolvedMachine;
  readonly snapshot: Snapshot;
  readonly effect: RollbackEffect;
}

/** Everything a person must know before going back; only facts of this machine and this storage. */
export function rollbackPreview(rollback: Rollback, now: number): Card {
  const { machine, snapshot } = rollback;
  return {
    title: `Roll back ${machine.label} to ${snapshot.name}?`,
    tone: 'warning',
    blocks: [
      { type: 'text', text: lost(rollback, now) },
      { type: 'fields', fields: facts(rollback, now) },
      ...notIncluded(rollback),
    ],
    actions: [{ label: 'Snapshots', command: typed('snapshot list', machine.label) }],
  };
}

/** On some storages the later ones have to go first: said before anything is tried. */
export function refuseInTheWay({ machine, snapshot, effect }: Rollback): void {
  if (effect.later !== 'in-the-way' || effect.laterNames.length === 0) return;
  const newestFirst = effect.laterNames.toReversed();
  const lines = newestFirst.map((name) => typed('snapshot delete', machine.label, name));
  const names = listed(effect.laterNames);
  const are = effect.laterNames.length === 1 ? 'is' : 'are';
  throw new BotError('conflict', `${names} ${are} in the way of ${clip(snapshot.name)}`, {
    hint: `Going back is possible only without what was taken on top of it. Delete first: ${lines.join(' · ')}`,
    choices: lines.slice(0, 1),
  });
}

function lost({ machine, snapshot }: Rollback, now: number): string {
  const age = span(Math.max(0, now - snapshot.createdAt));
  const ram = snapshot.memory ? ' The RAM of now is lost too.' : '';
  return `Everything on ${machine.label} since the snapshot is lost: the changes of ${age}.${ram}`;
}

function facts({ machine, snapshot, effect }: Rollback, now: number): readonly Field[] {
  return [
    { label: 'Machine', value: `${machine.label} on ${machine.machine.host}` },
    { label: 'State now', value: stateWords(machine.machine) },
    { label: 'Snapshot taken', value: whenAgo(snapshot.createdAt, now) },
    ...(snapshot.description === '' ? [] : [{ label: 'Description', value: snapshot.description }]),
    { label: 'Holds', value: holdsWords(snapshot) },
    { label: 'Later snapshots', ...later(effect) },
    { label: 'Afterwards', value: afterwards(snapshot, effect) },
  ];
}

function later({ later: fate, laterNames }: RollbackEffect): Omit<Field, 'label'> {
  if (laterNames.length === 0) return { value: 'none' };
  const names = listed(laterNames);
  if (fate === 'deleted') return { value: `deleted: ${names}`, tone: 'danger' };
  if (fate === 'kept') return { value: `kept: ${names}` };
  return { value: `in the way, delete these first: ${names}`, tone: 'danger' };
}

function afterwards({ memory }: Snapshot, { leaves }: RollbackEffect): string {
  if (leaves === 'paused') return 'paused';
  if (leaves === 'stopped') return 'off';
  return memory ? 'running, from where it was' : 'running, started anew';
}

function notIncluded({ effect: { disksNotIncluded } }: Rollback): readonly Block[] {
  if (disksNotIncluded.length === 0) return [];
  const disks = listed(disksNotIncluded);
  return [{ type: 'text', text: `Not in the snapshot, so left as now: ${disks}.` }];
}
