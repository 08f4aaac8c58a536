const MiB = 1024 ** 2;
export const GiB = 1024 ** 3;
const TiB = 1024 ** 4;

const named = { required: false, positional: false } as const;

/** What libvirt and QEMU can give at most is more; what a host has is for the site to say. */
export const cpusOption = {
  type: 'integer',
  min: 1,
  max: 512,
  description: 'How many CPUs it gets',
  ...named,
} as const;

export const memoryOption = {
  type: 'size',
  min: 16 * MiB,
  max: 16 * TiB,
  description: 'How much memory it gets',
  ...named,
} as const;

export const diskOption = {
  type: 'size',
  min: MiB,
  max: 64 * TiB,
  description: 'The size of its disk; that of the image when left out',
  ...named,
} as const;
