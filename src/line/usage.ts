import type { Command, Option } from '../command.ts';

/** Options that a line in a list names; a command with more has them in its own help. */
const FEW = 2;

/** The same for one line among others: many options are `[options]`. */
export function briefUsageOf(command: Command): string {
  const entries = Object.entries(command.options);
  const byName = entries.filter(([, option]) => !isPositional(option));
  if (byName.length <= FEW) return usageOf(command);
  const needed = entries.filter(([, option]) => isPositional(option) || option.required);
  return `${usageOf({ ...command, options: Object.fromEntries(needed) })} [options]`;
}

/** How to type a command: `snapshot rollback <machine> <snapshot>`, `[…]` around what may be left out. */
export function usageOf(command: Command): string {
  const entries = Object.entries(command.options);
  const byPlace = entries.filter(([, option]) => isPositional(option));
  const byName = entries.filter(([, option]) => !isPositional(option));
  const places = byPlace.map(([name, option], index) =>
    bracket(option, placeholder(name, option, index === byPlace.length - 1)),
  );
  const rest = byPlace.at(-1)?.[1].type === 'rest' ? places.splice(-1) : [];
  const names = byName.map(([name, option]) => bracket(option, named(name, option)));
  return [command.name, ...places, ...names, ...rest].join(' ');
}

/** True for an option that is given by its place; the others are given only as `--name`. */
export function isPositional(option: Option): boolean {
  return option.type !== 'flag' && option.positional !== false;
}

/** An option's name as it is typed: `perMachine` is `per-machine`. */
export function spelled(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** What stands for an option's value in a usage line, without brackets. */
function placeholder(name: string, option: Option, last = false): string {
  if (option.type === 'choice' && option.values.join('|').length <= 30) {
    return `<${option.values.join('|')}>`;
  }
  const many = option.type === 'rest' || (option.type === 'machines' && last);
  const kind = option.positional === false && isPlace(option.type) ? option.type : spelled(name);
  return `<${kind}${many ? '…' : ''}>`;
}

/** Where `--like <machine>` says more than the option's own name twice. */
function isPlace(type: Option['type']): boolean {
  return type === 'machine' || type === 'host';
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[], joiner = 'and'): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} ${joiner} ${last}`;
}

function named(name: string, option: Option): string {
  const flag = `--${spelled(name)}`;
  return option.type === 'flag' ? flag : `${flag} ${placeholder(name, option)}`;
}

function bracket(option: Option, text: string): string {
  if (option.required) return text;
  return `[${text.replace(/^<([^<>|]*)>$/, '$1')}]`;
}
