import { plainText, whole } from '../sections.ts';

/** A file as its guest tells of it. */
export interface FileFacts {
  readonly bytes: number;
  /** Octal, as in `644`. */
  readonly mode: string;
  /** `root:root`; numbers where the guest has no name for them. */
  readonly owner: string;
  /** Seconds since the epoch, by the guest's clock. */
  readonly changed: number;
}

/** Undefined for what is no such answer. */
export function readFacts(output: string): FileFacts | undefined {
  const bytes = whole(lineOf(output, 'bytes'));
  const changed = whole(lineOf(output, 'changed'));
  const rights = readRights(output);
  if (bytes === undefined || changed === undefined || rights === undefined) return undefined;
  return { bytes, changed, ...rights };
}

/** Whether pieces may come packed by gzip. */
export function readUnpacks(output: string): boolean {
  return lineOf(output, 'unpacks') === 'gzip';
}

/** How a copied file lies there. */
export interface Rights extends Pick<FileFacts, 'mode' | 'owner'> {
  /** Its folder was missing. */
  readonly folderMade?: boolean | undefined;
}

export function readRights(output: string): Rights | undefined {
  const mode = lineOf(output, 'mode');
  const owner = lineOf(output, 'owner');
  if (mode === undefined || owner === undefined || !/^[0-7]{1,5}$/.test(mode)) return undefined;
  const folderMade = lineOf(output, 'folder') === 'made';
  return { mode, owner: plainText(owner, 80), ...(folderMade && { folderMade }) };
}

export function readSum(output: string): string | undefined {
  const sum = lineOf(output, 'sha256');
  return sum !== undefined && /^[\da-f]{64}$/.test(sum) ? sum : undefined;
}

function lineOf(output: string, name: string): string | undefined {
  const line = output.split('\n', 20).find((one) => one.startsWith(`${name} `));
  return line?.slice(name.length + 1);
}
