import { BotError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Head } from './seal.ts';

/** Digits of a seal that nobody finds again by trying; what people copy from a log. */
const DIGITS = 32;

/** `1:482:9f86d081884c7d65…`: chain, number, and the beginning of the seal. */
export function headWord({ chain, seq, mac }: Head): string {
  return `${chain}:${seq}:${mac.slice(0, DIGITS)}`;
}

/** Several stand with commas between them. Throws `invalid`. */
export function headsFrom(text: string | undefined): readonly Head[] {
  if (text === undefined) return [];
  return text.split(',').map((word) => {
    const [, chain, seq, mac] = /^(\d{1,9}):(\d{1,15}):([0-9a-f]{32,64})$/.exec(word.trim()) ?? [];
    if (mac !== undefined) return { chain: Number(chain), seq: Number(seq), mac };
    throw new BotError('invalid', `${word} is no head of a chain`, {
      hint: 'Nothing was changed. The log has them behind "head", like 1:482:9f86d081884c7d659a2feaa0c55ad015.',
    });
  });
}

/** Milliseconds between two lines: what is cut off within them, nobody outside has seen. */
const EVERY_MS = 60_000;

/** Says in the log how far this process's chain is, as often as it moved; gives what ends it, with a last line. */
export function tellHeads(
  head: () => Head | undefined,
  { replica, log }: { readonly replica: number; readonly log: Log },
  everyMs = EVERY_MS,
): () => void {
  let told = '';
  const tell = () => {
    const now = head();
    if (!now || headWord(now) === told) return;
    told = headWord(now);
    log.info({ replica, chain: now.chain, sequence: now.seq, head: told }, 'audit head');
  };
  const timer = setInterval(tell, everyMs);
  timer.unref();
  return () => {
    clearInterval(timer);
    tell();
  };
}
