import { randomUUID } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

/**
 * One generation of an append-only file of JSON lines. Every process may append without a lock: a line goes
 * out in one write to a file opened with O_APPEND, so their order in the file is what happened
 * (https://man7.org/linux/man-pages/man2/open.2.html). A line begins with its line break and ends with its
 * closing brace: torn at any byte it is no JSON, and the next one closes it. Calls are synchronous, because
 * they take microseconds.
 */
export interface Journal {
  readonly generation: number;
  /** Throws when the line did not go out whole. */
  append(line: object): void;
  /** The lines that have come since the last read, ours too; torn ones are left out. */
  read(): readonly unknown[];
  /** Bytes after the first line. */
  growth(): number;
  close(): void;
}

export interface Place {
  readonly directory: string;
  /** What its files are called, without the generation: `demo-campus`. */
  readonly name: string;
}

export function journalFile({ directory, name }: Place, generation: number): string {
  return join(directory, `${name}.${generation}.jsonl`);
}

/** The newest generation there is, 0 when there is none. */
export function newestGeneration(place: Place): number {
  mkdirSync(place.directory, { recursive: true, mode: 0o700 });
  const whole = filesOf(place).filter(({ file }) => file.endsWith('.jsonl'));
  return Math.max(0, ...whole.map(({ generation }) => generation));
}

/**
 * Makes a generation with its first line, unless another process has just done so: link(2) gives a name to a
 * finished file or fails, so nobody sees half of it. Those before the last have no more readers and go.
 */
export function makeGeneration(place: Place, generation: number, firstLine: object): void {
  const draft = `${journalFile(place, generation)}.${randomUUID()}`;
  const fd = openSync(draft, 'wx', 0o600);
  try {
    writeWhole(fd, JSON.stringify(firstLine));
    linkSync(draft, journalFile(place, generation));
    for (const old of filesOf(place)) {
      if (old.generation < generation - 1) rmSync(join(place.directory, old.file), { force: true });
    }
  } catch (error) {
    // It is there already, or so many have come since that our draft was cleared away.
    if (!(hasCode(error, 'EEXIST') || hasCode(error, 'ENOENT'))) throw error;
  } finally {
    closeSync(fd);
    rmSync(draft, { force: true });
  }
}

/** The newest generation, opened. While we looked which it is, others may have made it an old one. */
export function openNewest(place: Place): Journal {
  for (;;) {
    try {
      return openJournal(place, newestGeneration(place));
    } catch (error) {
      if (!hasCode(error, 'ENOENT')) throw error;
    }
  }
}

function filesOf({ directory, name }: Place) {
  return readdirSync(directory).flatMap((file) => {
    if (!file.startsWith(`${name}.`)) return [];
    const generation = Number(/^(\d+)\.jsonl/.exec(file.slice(name.length + 1))?.[1]);
    return Number.isNaN(generation) ? [] : [{ file, generation }];
  });
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function openJournal(place: Place, generation: number): Journal {
  const fd = openSync(journalFile(place, generation), constants.O_RDWR | constants.O_APPEND);
  let offset = 0;
  let firstBytes = 0;
  return {
    generation,
    append: (line) => writeWhole(fd, `\n${JSON.stringify(line)}`),
    read() {
      const bytes = readFrom(fd, offset);
      const last = bytes.lastIndexOf('\n') + 1;
      const tail = parse(bytes.toString('utf8', last));
      if (offset === 0) firstBytes = bytes.indexOf('\n');
      offset += tail.length > 0 ? bytes.length : last;
      return [...bytes.toString('utf8', 0, last).split('\n').flatMap(parse), ...tail];
    },
    growth: () => fstatSync(fd).size - firstBytes,
    close: () => closeSync(fd),
  };
}

function readFrom(fd: number, offset: number): Buffer {
  const bytes = Buffer.alloc(fstatSync(fd).size - offset);
  const length = bytes.length > 0 ? readSync(fd, bytes, 0, bytes.length, offset) : 0;
  return bytes.subarray(0, length);
}

/** None for a line that is torn, or not there whole yet. */
function parse(line: string): readonly unknown[] {
  try {
    return [JSON.parse(line)];
  } catch {
    return [];
  }
}

function writeWhole(fd: number, text: string): void {
  const bytes = Buffer.from(text);
  if (writeSync(fd, bytes) !== bytes.length) throw new Error('the disk is full');
}
