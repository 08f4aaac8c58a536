import type { Clock } from '../hypervisor/checks.ts';
import { splitSections } from './sections.ts';

/** A second stands for all of its moments: half of them before its middle, half after. */
const HALF = 500;

/**
 * A guest's clock in its answer: nanoseconds, or seconds where its `date` knows no `%N` (busybox). `asked` and `answered`
 * are our clock around the question.
 */
export function parseClock(
  output: string,
  { asked, answered }: Pick<Clock, 'asked' | 'answered'>,
): Clock | undefined {
  const word = splitSections(output).get('clock')?.[0] ?? '';
  const [, seconds, nanoseconds] = /^(\d{9,11}?)(\d{9})?(?:%?N)?$/.exec(word.trim()) ?? [];
  if (seconds === undefined) return undefined;
  const second = Number(seconds) * 1_000;
  if (nanoseconds !== undefined)
    return { there: second + Number(nanoseconds) / 1e6, asked, answered };
  return { there: second + HALF, asked: asked - HALF, answered: answered + HALF };
}
