import type { Block, Cell } from '../card.ts';
import { bytes, count } from '../format.ts';
import type { Volume } from '../hypervisor/storage.ts';

/** As many rows as a person reads; the rest is summed up. */
const MOST = 40;

/** Largest first, with whose they are. */
export function volumeTable(volumes: readonly Volume[]): Block {
  const shown = volumes.slice(0, MOST);
  const rest = volumes.slice(MOST);
  const more: Cell[] = [`and ${rest.length} more`, sumOf(rest), '', ''];
  return {
    type: 'table',
    columns: [
      { label: 'Volume' },
      { label: 'Takes', align: 'right' },
      { label: 'May grow to', align: 'right' },
      { label: 'What it is' },
    ],
    rows: [
      ...shown.map((volume): Cell[] => [
        volume.name,
        bytes(volume.bytes),
        volume.capacityBytes === undefined ? '' : bytes(volume.capacityBytes),
        whose(volume),
      ]),
      ...(rest.length > 0 ? [more] : []),
    ],
  };
}

/** A sentence about what nobody is known to use; undefined where there is none. */
export function orphanWords(volumes: readonly Volume[]): string | undefined {
  const orphans = volumes.filter(isOrphan);
  if (orphans.length === 0) return undefined;
  const [are, them] = orphans.length === 1 ? ['is', 'it'] : ['are', 'them'];
  return `${count(orphans.length, 'volume')} with ${sumOf(orphans)} ${are} of no machine that is known: look before you remove ${them}.`;
}

function isOrphan({ machines, says }: Volume): boolean {
  return machines.length === 0 && says === undefined;
}

function whose(volume: Volume): Cell {
  const { machines, says } = volume;
  if (isOrphan(volume)) return { text: 'of no known machine', tone: 'warning' };
  const names = machines.filter((name) => !says?.includes(name)).join(', ');
  return [says ?? 'used by', names].filter((part) => part !== '').join(says ? ': ' : ' ');
}

function sumOf(volumes: readonly Volume[]): string {
  const sizes = volumes.flatMap((volume) => volume.bytes ?? []);
  const sum = bytes(sizes.reduce((total, size) => total + size, 0));
  return sizes.length < volumes.length ? `at least ${sum}` : sum;
}
