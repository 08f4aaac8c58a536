/** What the receiving end counted and hashed. */
export interface Received {
  readonly bytes: number;
  readonly sha256: string;
  /** From the first byte to the last; absent where that was too short for the guest's clock of hundredths. */
  readonly seconds?: number | undefined;
}

/** Uptime is told in hundredths of a second: below this a figure would be a guess. */
const SHORTEST = 0.1;

/** `first 12.34`, `last 12.99`, `bytes 17`, each once, and sha256sum's line. Undefined for anything less. */
export function readReceived(output: string): Received | undefined {
  const text = output.slice(0, 64 * 1024);
  const [bytes, first, last] = ['bytes', 'first', 'last'].map((name) => numberIn(text, name));
  const sha256 = hashIn(text);
  if (!Number.isInteger(bytes) || bytes === undefined || sha256 === undefined) return undefined;
  const seconds = first === undefined || last === undefined ? 0 : last - first;
  return { bytes, sha256, ...(seconds >= SHORTEST && { seconds }) };
}

/** The one checksum in it. */
export function hashIn(text: string): string | undefined {
  const found = [...text.matchAll(/^([\da-f]{64}) /gm)];
  return found.length === 1 ? found[0]?.[1] : undefined;
}

function numberIn(text: string, name: string): number | undefined {
  const pattern = new RegExp(`^${name} (\\d{1,15}(?:\\.\\d\\d)?)$`, 'gm');
  const found = [...text.matchAll(pattern)];
  return found.length === 1 ? Number(found[0]?.[1]) : undefined;
}

export interface TransferState {
  readonly processes: number;
  readonly listening: boolean;
  /** Bytes that have come so far; absent where its kernel does not count them. */
  readonly wrote?: number | undefined;
}

export function readState(output: string): TransferState {
  const of = (name: string) =>
    Number(new RegExp(`^${name} (\\d{1,15})$`, 'm').exec(output)?.[1] ?? 0);
  return {
    processes: of('processes'),
    listening: /^listening$/m.test(output),
    wrote: of('wrote') || undefined,
  };
}
