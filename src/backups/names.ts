import { hash } from 'node:crypto';
import type { Backup } from '../hypervisor/backups.ts';

/** No letter or digit that is taken for another one: thirty that a thumb types on one page of its keyboard. */
const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
const LONGEST = 16;
/** Of a few hundred backups hardly two have these in common; where they do, both are written longer. */
export const SHORTEST = 4;

type Named = Pick<Backup, 'site' | 'id'>;

/** What a backup is called on a line: the same in every process, whatever its platform calls it. */
export function codeOf({ site, id }: Named): string {
  let number = BigInt(`0x${hash('sha256', `${site}\n${id}`).slice(0, 20)}`);
  let code = '';
  const base = BigInt(letters.length);
  while (code.length < LONGEST) {
    code += letters[Number(number % base)];
    number /= base;
  }
  return code;
}

/** `web-1@k7f2`: its machine, and as much of its code as no other one has. */
export function nameBackups(all: readonly Backup[]): (backup: Backup) => string {
  const codes = all.map(codeOf);
  return (backup) => {
    const code = codeOf(backup);
    const others = codes.filter((other) => other !== code);
    let length = SHORTEST;
    while (length < LONGEST && others.some((other) => other.startsWith(code.slice(0, length)))) {
      length += 1;
    }
    return `${backup.machine.name}@${code.slice(0, length)}`;
  };
}
