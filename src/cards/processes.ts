import type { TableBlock } from '../card.ts';
import { bytes, percent } from '../format.ts';
import type { Process } from '../guest/processes.ts';
import { plainText } from '../guest/sections.ts';

/** Letters of a command line that a table can hold: QEMU's own goes on for thousands. */
const LONGEST = 120;

/** CPU is the share of one CPU, as top shows it: it can be over 100 %. */
export function processTable(processes: readonly Process[]): TableBlock {
  return {
    type: 'table',
    columns: [
      { label: 'PID', align: 'right' },
      { label: 'User' },
      { label: 'CPU', align: 'right' },
      { label: 'Memory', align: 'right' },
      { label: 'Command', cut: true },
    ],
    rows: processes.map(({ pid, user, cpuFraction, memoryBytes, command }) => [
      String(pid),
      user ?? '',
      percent(cpuFraction),
      memoryBytes === undefined ? '' : bytes(memoryBytes),
      plainText(command, LONGEST),
    ]),
  };
}
