import type { SizeChange, SizeOption } from '../command.ts';
import { BotError } from '../errors.ts';
import { bytes } from '../format.ts';
import { clip } from './clip.ts';
import { spelled } from './usage.ts';

/** Binary all of them, as QEMU and libvirt take them: `20GB` is 20 GiB. */
const powers: Readonly<Record<string, number>> = { B: 0, K: 1, M: 2, G: 3, T: 4, P: 5 };

const written = /^(\+?)(\d{1,15}(?:[.,]\d{1,9})?)\s*(B|[KMGTP](?:i?B)?)$/i;

/** What is typed for a size: `4G`, `512M`, `1.5 GiB`, `+10G` where it may be added. Undefined for anything else. */
function readSize(text: string): SizeChange | undefined {
  const [, plus = '', number = '', unit = ''] = written.exec(text.trim()) ?? [];
  const power = powers[unit.charAt(0).toUpperCase()];
  if (power === undefined) return undefined;
  const value = Math.round(Number(number.replace(',', '.')) * 1024 ** power);
  return Number.isSafeInteger(value) ? { bytes: value, plus: plus !== '' } : undefined;
}

/** The word as it is kept until it is resolved, so that a line made of it reads as it was typed. Throws `invalid`. */
export function checkSize(name: string, option: SizeOption, text: string): string {
  const size = readSize(text);
  if (size === undefined || (size.plus && option.relative !== true)) {
    const bare = /^\+?\d+([.,]\d+)?$/.test(text.trim());
    const wrong = bare ? `${clip(text)} has no unit` : `${clip(text)} is no size`;
    throw new BotError('invalid', `${spelled(name)}: ${wrong}`, {
      hint: `Write it as one word, such as ${example(option)}; G is GiB, 1024 MiB.`,
    });
  }
  if (size.bytes <= option.max && (size.plus || size.bytes >= option.min)) {
    return text.trim().replaceAll(/\s/g, '');
  }
  throw new BotError(
    'invalid',
    `${spelled(name)} is from ${sizeRange(option)}, not ${bytes(size.bytes)}`,
  );
}

/** The size that {@link checkSize} let through. */
export function sizeOf(text: string): SizeChange {
  const size = readSize(text);
  if (size === undefined) throw new Error(`${text} was not checked`);
  return size;
}

/** As a person would type that many bytes: `128M`. */
export function sizeWord(value: number): string {
  const unit = ['T', 'G', 'M', 'K'].find((name) => value % 1024 ** (powers[name] ?? 0) === 0);
  return unit === undefined ? `${value}B` : `${value / 1024 ** (powers[unit] ?? 0)}${unit}`;
}

export function example({ relative }: SizeOption): string {
  return relative === true ? '40G, or +10G for so much more' : '4G or 512M';
}

export function sizeRange({ min, max }: SizeOption): string {
  return [min, max].map(bytes).join(' to ');
}
