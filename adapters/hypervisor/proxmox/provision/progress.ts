import type { Progress } from '../../../../src/operation.ts';

/** `transferred 1.2 GiB of 3.0 GiB (40.00%)`, from 0 to 100 for each disk. */
const transferred = /^transferred (\S+ \S+ of \S+ \S+) \((\d+(?:\.\d+)?)%\)/;
/** Begins the next one: `create full clone of drive scsi0 (…)`, `scsi0: importing disk '…'`. */
const next = /^create (?:full|linked) clone of |^(?:importing|\w+\d: importing) /;

/** Of how many disks is known from the configuration; each is taken for as large as the others. */
export function copyProgress(disks: number, verb: string) {
  return (lines: readonly string[]): Progress | undefined => {
    const line = lines.findLast((one) => transferred.test(one));
    const found = line && transferred.exec(line);
    if (!found) return undefined;
    const [, of = '', percent = ''] = found;
    const begun = Math.max(1, lines.filter((one) => next.test(one)).length);
    const all = Math.max(disks, begun);
    const fraction = Math.min(1, (begun - 1 + Number(percent) / 100) / all);
    const which = all > 1 ? `disk ${begun} of ${all}, ` : '';
    return { fraction, note: `${verb}: ${which}${of}` };
  };
}
