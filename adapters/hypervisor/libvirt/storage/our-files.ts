import { BotError } from '../../../../src/errors.ts';

/** Letters of a machine's name that its files keep. */
const KEPT = 40;
/** Letters of a volume's name that still goes into a line of virsh. */
const MOST_LETTERS = 200;

/**
 * Files of ours carry the mark of the operation that made them, so that a half-made one is known for what it is:
 * `web-1.3f9a.qcow2`. One plain word, whatever the machine's name holds.
 */
export function fileName(machine: string, tag: string, end: string): string {
  if (!/^[\w-]+$/.test(tag)) {
    throw new BotError('invalid', 'the mark of this task is not a plain word');
  }
  const plain = machine.normalize('NFKD').replace(/[^A-Za-z0-9_-]+/g, '-');
  const start = plain.replace(/^-+|-+$/g, '').slice(0, KEPT) || 'machine';
  return `${start}.${tag}.${end}`;
}

const seedEnd = 'seed.iso';

export function seedName(machine: string, tag: string): string {
  return fileName(machine, tag, seedEnd);
}

/** True for the seed of a first boot that we wrote. */
export function seedOf(volume: string): boolean {
  return volume.endsWith(`.${seedEnd}`);
}

/** The thin layer a machine goes on with when its disk became the base of others. */
export function layerName(base: string, tag: string): string {
  const name = `${base}.${tag}.layer`;
  if (name.length <= MOST_LETTERS) return name;
  throw new BotError('conflict', 'this disk stands on too many layers for one more', {
    hint: 'Make a full clone: it stands on nothing.',
  });
}

/** True where the upper file is such a layer of the lower: both then belong to the same machine. */
export function isLayerOf(upper: string, lower: string): boolean {
  return upper.startsWith(`${lower}.`) && upper.endsWith('.layer');
}

export function isLayer(volume: string): boolean {
  return volume.endsWith('.layer');
}

/** libvirt's words for files that are a disk byte for byte: what it found inside tells nothing about the format. */
export function isRawLike(format: string | undefined): boolean {
  return format === undefined || ['raw', 'iso', 'fat', 'none'].includes(format);
}
