import { xml } from '../escape-xml.ts';

/** A volume that is to be made: https://libvirt.org/formatstorage.html#storage-volume-xml */
export interface NewVolume {
  /** The UUID of a pool of files. */
  readonly pool: string;
  /** One plain word: {@link ../storage/our-files.ts}. */
  readonly name: string;
  readonly path: string;
  readonly format: 'qcow2' | 'raw';
  readonly capacityBytes: number;
}

/**
 * libvirt sets the rights when it has filled the volume, and qemu-img alone never lets the group write: so these
 * rights say that the volume is whole, whoever was killed meanwhile.
 */
export const WHOLE_MODE = '0660';

export function volumeXml(volume: NewVolume, base?: { path: string; format: string }): string {
  const { name, format, capacityBytes } = volume;
  // Version 3 of qcow2: only that can be made larger while it holds snapshots.
  const compat = format === 'qcow2' ? '<compat>1.1</compat>' : '';
  const under = base
    ? `<backingStore><path>${xml(base.path)}</path><format type='${xml(base.format)}'/></backingStore>`
    : '';
  return `<volume><name>${xml(name)}</name><capacity unit='bytes'>${capacityBytes}</capacity>${
    format === 'qcow2' ? "<allocation unit='bytes'>0</allocation>" : ''
  }<target><format type='${format}'/>${compat}<permissions><mode>${WHOLE_MODE}</mode></permissions></target>${under}</volume>\n`;
}
