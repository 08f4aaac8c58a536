import { hash } from 'node:crypto';
import type { Backup } from '../hypervisor/backups.ts';

/** None that is taken for another one: thirty-one that a thumb finds on a phone's keyboard. */
const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
const LONGEST = 16;
/** Of a thousand backups hardly two have these in common; where they do, both are written longer. */
export const SHORTEST = 5;

type Named = Pick<Backup, 'site' | 'id' | 'machine'>;

/** What a backup is called on a line: the same in every process, whatever its platform calls it. */
export function codeOf({ site, id }: Pick<Backup, 'site' | 'id'>): string {
  let number = BigInt(`0x${hash('sha256', `${site}\n${id}`).slice(0, 20)}`);
  let code = '';
  const base = BigInt(letters.length);
  while (code.length < LONGEST) {
    code += letters[Number(number % base)];
    number /= base;
  }
  return code;
}

/** `web-1@k7f2q`, where nothing is known of the others: short, and nearly always its own. */
export function codeName(backup: Named): string {
  return `${backup.machine.name}@${codeOf(backup).slice(0, SHORTEST)}`;
}

/** `web-1@k7f2q`: its machine, and as much of its code as no other one has. */
export function nameBackups(
  all: readonly Pick<Backup, 'site' | 'id'>[],
): (backup: Named) => string {
  const sorted = all.map(codeOf).sort((a, b) => (a < b ? -1 : 1));
  const lengths = new Map(sorted.map((code, at) => [code, lengthAmong(code, sorted, at)]));
  return (backup) => {
    const code = codeOf(backup);
    return `${backup.machine.name}@${code.slice(0, lengths.get(code) ?? SHORTEST)}`;
  };
}

/** In order, only a neighbour has as much in common. */
function lengthAmong(code: string, sorted: readonly string[], at: number): number {
  const common = [sorted[at - 1], sorted[at + 1]].map((other) => inCommon(code, other));
  return Math.max(SHORTEST, 1 + Math.max(...common));
}

function inCommon(code: string, other: string | undefined): number {
  if (other === undefined || other === code) return 0;
  let length = 0;
  while (code[length] === other[length]) length += 1;
  return length;
}
