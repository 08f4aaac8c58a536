/** A file of a small image; its name is one word of letters, digits and dashes. */
export interface IsoFile {
  readonly name: string;
  readonly content: Uint8Array;
}

const SECTOR = 2048;
/** ECMA-119, https://ecma-international.org/publications-and-standards/standards/ecma-119/ : 16 system sectors first. */
const PRIMARY = 16;
const TERMINATOR = 17;
const LITTLE_PATHS = 18;
const BIG_PATHS = 19;
const ROOT = 20;
const FIRST_FILE = 21;

/**
 * An ISO 9660 image with these files in its root. Systems show the names in small letters and without the version,
 * as the standard's capitals are read everywhere: `META-DATA;1` is `meta-data`.
 */
export function isoImage(label: string, files: readonly IsoFile[]): Buffer {
  let next = FIRST_FILE;
  const placed = files.map((file) => {
    const at = next;
    next += Math.ceil(file.content.length / SECTOR);
    return { ...file, at };
  });
  const image = Buffer.alloc(next * SECTOR);
  const root = record('\0', ROOT, SECTOR, true);
  image.set(primary(label, next, root), PRIMARY * SECTOR);
  image.set([255, ...Buffer.from('CD001'), 1], TERMINATOR * SECTOR);
  image.set(pathTable('LE'), LITTLE_PATHS * SECTOR);
  image.set(pathTable('BE'), BIG_PATHS * SECTOR);
  const entries = placed
    .map(({ name, at, content }) => record(`${name.toUpperCase()};1`, at, content.length))
    .toSorted((a, b) => Buffer.compare(a.subarray(33), b.subarray(33)));
  const parent = record('\u0001', ROOT, SECTOR, true);
  image.set(Buffer.concat([root, parent, ...entries]), ROOT * SECTOR);
  for (const { at, content } of placed) image.set(content, at * SECTOR);
  return image;
}

/** 8.4: the primary volume descriptor. Numbers stand in it twice, in either byte order. */
function primary(label: string, sectors: number, root: Buffer): Buffer {
  const block = Buffer.alloc(SECTOR, ' ', 'latin1');
  block.fill(0, 0, 8);
  block.set([1, ...Buffer.from('CD001'), 1, 0]);
  block.write(label, 40, 32, 'latin1');
  block.fill(0, 72, 80);
  both32(block, 80, sectors);
  block.fill(0, 88, 120);
  both16(block, 120, 1);
  both16(block, 124, 1);
  both16(block, 128, SECTOR);
  both32(block, 132, pathTable('LE').length);
  block.writeUInt32LE(LITTLE_PATHS, 140);
  block.writeUInt32LE(0, 144);
  block.writeUInt32BE(BIG_PATHS, 148);
  block.writeUInt32BE(0, 152);
  block.set(root, 156);
  // No times are known: zeros in figures.
  for (const at of [813, 830, 847, 864]) block.set([...Buffer.from('0'.repeat(16)), 0], at);
  block.set([1, 0], 881);
  block.fill(0, 1395);
  return block;
}

/** 9.1: a directory record; a directory's own name and its parent's are the bytes 0 and 1. */
function record(name: string, sector: number, bytes: number, isDirectory = false): Buffer {
  const title = Buffer.from(name, 'latin1');
  const block = Buffer.alloc(33 + title.length + (title.length % 2 === 0 ? 1 : 0));
  block[0] = block.length;
  both32(block, 2, sector);
  both32(block, 10, bytes);
  block.set([70, 1, 1, 0, 0, 0, 0], 18);
  block[25] = isDirectory ? 2 : 0;
  both16(block, 28, 1);
  block[32] = title.length;
  block.set(title, 33);
  return block;
}

/** 9.4: the root alone. */
function pathTable(order: 'LE' | 'BE'): Buffer {
  const block = Buffer.alloc(10);
  block[0] = 1;
  block[order === 'LE' ? 'writeUInt32LE' : 'writeUInt32BE'](ROOT, 2);
  block[order === 'LE' ? 'writeUInt16LE' : 'writeUInt16BE'](1, 6);
  return block;
}

function both16(block: Buffer, at: number, value: number): void {
  block.writeUInt16LE(value, at);
  block.writeUInt16BE(value, at + 2);
}

function both32(block: Buffer, at: number, value: number): void {
  block.writeUInt32LE(value, at);
  block.writeUInt32BE(value, at + 4);
}
