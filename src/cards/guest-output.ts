import type { Block, Card } from '../card.ts';
import { bytes } from '../format.ts';
import type { GuestResult } from '../hypervisor/guest.ts';
import { posixLine } from '../shell/quote.ts';
import { longText } from './long-text.ts';

/** Longer command lines are cut in titles; the whole is in the task. */
const MAX_TITLE_CHARS = 60;

/** An argv as a person would type it to a shell, short enough for a title. */
export function shortCommand(argv: readonly string[]): string {
  const line = posixLine(argv);
  return line.length > MAX_TITLE_CHARS ? `${line.slice(0, MAX_TITLE_CHARS).toWellFormed()}…` : line;
}

/** How a program in a guest ended, with what it wrote. */
export function guestOutputCard(label: string, argv: readonly string[], result: GuestResult): Card {
  return {
    title: `${shortCommand(argv)} on ${label}: ${endWords(result)}`,
    tone: result.exitCode === 0 ? 'success' : 'danger',
    blocks: outputBlocks(result),
  };
}

function endWords({ exitCode, signal }: GuestResult): string {
  if (exitCode !== undefined) return `exit ${exitCode}`;
  return signal === undefined ? 'ended, its exit code is unknown' : `ended by signal ${signal}`;
}

function outputBlocks({ stdout, stderr, binary, truncated }: GuestResult): readonly Block[] {
  const blocks: Block[] = [];
  if (binary?.stdout) blocks.push(unshown('Standard output', binary.stdout));
  if (stdout !== '') blocks.push(longText('stdout.txt', stdout));
  if (binary?.stderr) blocks.push(unshown('Standard error', binary.stderr));
  if (stderr !== '') {
    blocks.push({ type: 'text', text: 'Standard error:' }, longText('stderr.txt', stderr));
  }
  if (blocks.length === 0) blocks.push({ type: 'text', text: 'It wrote nothing.' });
  if (truncated) {
    blocks.push({ type: 'text', text: 'There was more: the way out of the guest cut it short.' });
  }
  return blocks;
}

function unshown(stream: string, size: number): Block {
  return { type: 'text', text: `${stream}: binary, ${bytes(size)}, not shown.` };
}
