import type { Command } from '../../../../src/command.ts';

/** The command that takes what has none of its own, and everything as a typed line. */
export const OWN = 'nakhoda';
/** `/nakhoda do line:` */
export const DO = 'do';
export const LINE = 'line';

/** Groups that are typed most have a command of their own; the others are groups of `/nakhoda`. */
const topLevel = ['vm', 'snapshot', 'backup', 'net', 'host', 'alert'];

/** Other names for words that another bot of the server has taken: `{ backup: 'vmbackup' }`. */
export type Renames = Readonly<Record<string, string>>;

/** Where a command stands on Discord: `/vm show`, `/nakhoda task list`, `/nakhoda fleet`. */
export interface Spot {
  readonly name: string;
  readonly group?: string | undefined;
  readonly subcommand?: string | undefined;
}

export function spotOf({ name }: Pick<Command, 'name'>, renames: Renames = {}): Spot {
  const [first = '', ...others] = name.split(' ');
  const [second] = others;
  const own = renamed(OWN, renames);
  if (second === undefined) return { name: own, subcommand: first };
  if (!topLevel.includes(first)) {
    return { name: own, group: first, subcommand: others.join('-') };
  }
  // A word that is a command by itself can be no group of others: `/alert oncall`, `/alert oncall-take`.
  return { name: renamed(first, renames), subcommand: others.join('-') };
}

export function renamed(name: string, renames: Renames): string {
  return Object.hasOwn(renames, name) ? (renames[name] ?? name) : name;
}

export function isSame(one: Spot, other: Spot): boolean {
  return (
    one.name === other.name && one.group === other.group && one.subcommand === other.subcommand
  );
}
