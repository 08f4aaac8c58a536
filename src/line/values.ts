import type { Option } from '../command.ts';
import { BotError } from '../errors.ts';
import { clip } from './clip.ts';
import type { RawValue } from './raw.ts';
import { checkSize } from './size.ts';
import { listed, spelled } from './usage.ts';

/** One typed word as the option's value. Throws `invalid` with what would be right. */
export function readValue(name: string, option: Option, text: string): RawValue {
  refuseUnstorable(name, text);
  switch (option.type) {
    case 'integer':
      return readInteger(name, option, text);
    case 'size':
      return checkSize(name, option, text);
    case 'task':
      return readInteger(name, { min: 1, max: Number.MAX_SAFE_INTEGER }, text.replace(/^#/, ''));
    case 'choice':
      return readChoice(name, option.values, text);
    case 'machines':
      return [readName(name, text)];
    case 'machine':
    case 'host':
    case 'target':
      return readName(name, text);
    case 'rest':
      return [text];
    case 'text':
      return text;
    case 'flag':
      return true;
    default:
      return option satisfies never;
  }
}

/** A process's argument cannot hold a NUL, and PostgreSQL stores neither it nor half a character. */
export function refuseUnstorable(name: string, text: string): void {
  if (!text.includes('\0') && text.isWellFormed()) return;
  throw new BotError('invalid', `${spelled(name)} has a character that cannot be stored`, {
    hint: 'Leave out the NUL or broken character; write binary content as base64.',
  });
}

function readInteger(name: string, range: { min: number; max: number }, text: string): number {
  const value = /^[+-]?\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= range.min && value <= range.max) return value;
  const open = range.max === Number.MAX_SAFE_INTEGER;
  const wanted = open ? `${range.min} or more` : `from ${range.min} to ${range.max}`;
  throw new BotError('invalid', `${spelled(name)} is a whole number ${wanted}, not ${clip(text)}`);
}

function readChoice(name: string, values: readonly string[], text: string): string {
  const value = values.find((candidate) => candidate.toLowerCase() === text.toLowerCase());
  if (value !== undefined) return value;
  throw new BotError('invalid', `${spelled(name)} is ${listed(values, 'or')}, not ${clip(text)}`);
}

function readName(name: string, text: string): string {
  if (text.trim() !== '') return text;
  throw new BotError('invalid', `${spelled(name)} is empty`);
}
