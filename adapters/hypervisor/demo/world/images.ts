const GiB = 1024 ** 3;

/** What lies in the pool for media of each host, to make machines of. */
interface StoredImage {
  readonly name: string;
  readonly kind: 'disk' | 'iso';
  readonly bytes: number;
  /** The smallest disk it fits on. */
  readonly capacityBytes?: number;
}

export const images: readonly StoredImage[] = [
  { name: 'debian-13.qcow2', kind: 'disk', bytes: Math.round(0.4 * GiB), capacityBytes: 8 * GiB },
  {
    name: 'ubuntu-26.04.qcow2',
    kind: 'disk',
    bytes: Math.round(0.6 * GiB),
    capacityBytes: 10 * GiB,
  },
  { name: 'debian-13-netinst.iso', kind: 'iso', bytes: 0.75 * GiB },
];

export function imageNamed(name: string): StoredImage | undefined {
  return images.find((image) => image.name === name);
}

export function imagePath(name: string): string {
  return `media:${name}`;
}
