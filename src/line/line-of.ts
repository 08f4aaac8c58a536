import type { Command, Option } from '../command.ts';
import type { RawValue, RawValues } from './raw.ts';
import { isPositional, spelled } from './usage.ts';
import { quoteWord } from './words.ts';

/**
 * The line that gives a command these values: the parser reads it back to the same ones. Buttons and forms
 * are made of it, so every value is quoted as needed and none can become an option.
 */
export function lineOf(command: Command, raw: RawValues): string {
  const given = Object.entries(command.options).flatMap(([name, option]) => {
    const value = raw[name];
    return value === undefined || value === false ? [] : [{ name, option, value }];
  });
  const places = Object.entries(command.options).filter(([, option]) => isPositional(option));
  const gap = places.findIndex(([name]) => raw[name] === undefined);
  const inOrder = new Set(places.slice(0, gap === -1 ? undefined : gap).map(([name]) => name));
  const byPlace = given.filter(({ name, option }) => inOrder.has(name) || option.type === 'rest');
  const byName = given.filter((entry) => !byPlace.includes(entry));
  return [
    command.name,
    ...byName.map(({ name, option, value }) => named(name, option, value)),
    ...byPlace.flatMap(({ value }) => wordsOf(value).map(quoteWord)),
  ].join(' ');
}

function named(name: string, option: Option, value: RawValue): string {
  const flag = `--${spelled(name)}`;
  return option.type === 'flag' ? flag : `${flag}=${wordsOf(value).map(quoteWord).join(' ')}`;
}

function wordsOf(value: RawValue): string[] {
  return Array.isArray(value) ? value.map(String) : [String(value)];
}
