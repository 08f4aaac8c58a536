import { typed } from '../cards/typed.ts';
import { BotError } from '../errors.ts';
import { ago } from '../format.ts';
import type { NewSnapshot } from '../hypervisor/snapshots.ts';
import { clip } from '../line/clip.ts';
import { quoteWord } from '../line/words.ts';
import { judgeName, type NewName, nameBeside } from '../names/judge.ts';
import type { Shelf } from './find.ts';

/**
 * Throws `invalid` for a name that the site would refuse, with the line that takes the snapshot under one it would
 * not; what was typed stays as its description. Throws `conflict` for a name that is taken.
 */
export function checkNewSnapshot(wanted: NewSnapshot, shelf: Shelf, now: number): void {
  const { name } = wanted;
  const asked: NewName = { kind: 'snapshot', name, taken: shelf.all.map((one) => one.name) };
  const verdict = judgeName(asked, shelf.machine.hypervisor);
  if (!verdict.ok) throw refused(wanted, verdict, shelf.machine.label);
  const same = shelf.all.find((snapshot) => snapshot.name === name);
  if (same === undefined) return;
  const { label, hypervisor } = shelf.machine;
  const taken = ago(same.createdAt, now);
  const free = nameBeside(asked, hypervisor);
  throw new BotError('conflict', `${label} already has a snapshot ${clip(name)}, taken ${taken}`, {
    hint: `Choose another name, or delete it first: ${typed('snapshot delete', label, name)}`,
    choices: [{ line: createLine(label, { ...wanted, name: free }), label: `Name it ${free}` }],
  });
}

function refused(
  wanted: NewSnapshot,
  { why, proposal }: { readonly why: string; readonly proposal: string },
  label: string,
): BotError {
  const { name, description } = wanted;
  const kept = description === '' ? name : `${name}: ${description}`;
  const line = createLine(label, { ...wanted, name: proposal, description: kept.trim() });
  return new BotError('invalid', `${clip(name)} cannot name a snapshot: ${why}`, {
    hint: `Nothing was changed. It can be called ${proposal}, with what was typed as its description.`,
    choices: [{ line, label: `Name it ${proposal}` }],
  });
}

/** The line that asks for it. */
export function createLine(label: string, wanted: NewSnapshot): string {
  const { name, description, disksOnly, external } = wanted;
  return [
    typed('snapshot create', label, name),
    ...(description === '' ? [] : [`--description ${quoteWord(description)}`]),
    ...(disksOnly ? ['--disk-only'] : []),
    ...(external ? ['--external'] : []),
  ].join(' ');
}
