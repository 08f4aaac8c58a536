import { type AuditKeys, keyOf } from './keys.ts';
import {
  type ChainStart,
  type Head,
  type Run,
  type SealedFields,
  sealRow,
  sealStart,
} from './seal.ts';

export interface AuditRow extends SealedFields {
  readonly id: number;
  readonly previous: string;
  readonly mac: string;
}

export interface StoredChain extends ChainStart {
  readonly start: string;
  readonly head: Head;
}

/** What is wrong, or cannot be known. Rows are told by the number that `audit show` takes. */
export type Finding =
  | { readonly is: 'changed'; readonly chain: number; readonly id: number; readonly seq: number }
  | { readonly is: 'added'; readonly chain: number; readonly id: number; readonly seq: number }
  | {
      readonly is: 'out-of-order';
      readonly chain: number;
      readonly id: number;
      readonly seq: number;
    }
  | { readonly is: 'torn'; readonly chain: number; readonly id: number; readonly seq: number }
  | Missing
  | {
      readonly is: 'ends-early';
      readonly chain: number;
      readonly seq: number;
      readonly said: number;
      readonly by: Witness['by'];
    }
  | {
      readonly is: 'another';
      readonly chain: number;
      readonly seq: number;
      readonly by: Witness['by'];
    }
  | { readonly is: 'start-changed' | 'chain-missing' | 'chain-unknown'; readonly chain: number }
  | { readonly is: 'head-changed'; readonly chain: number; readonly seq: number }
  | { readonly is: 'unknown-key'; readonly chain: number; readonly key: string }
  /** It began without one, when chain `keyed` had one already. */
  | { readonly is: 'without-key'; readonly chain: number; readonly keyed: number }
  | { readonly is: 'anchor-changed' | 'anchor-missing'; readonly anchor: number }
  | {
      readonly is: 'anchor-without-key';
      readonly anchor: number;
      readonly chains: readonly number[];
    }
  | { readonly is: 'anchor-unknown-key'; readonly anchor: number; readonly key: string };

interface Missing {
  readonly is: 'missing';
  readonly chain: number;
  readonly from: number;
  readonly to: number;
  /** The rows that stand before and after the hole. */
  readonly after?: number | undefined;
  readonly before?: number | undefined;
}

/** Somebody outside of the chain who knows how far it was. */
export interface Witness extends Head {
  readonly by: 'database' | 'process' | 'log' | 'chain';
}

export interface ChainReport {
  readonly chain: number;
  readonly key: string;
  readonly rows: number;
  /** Rows of which only an anchor is left. */
  readonly dropped: number;
  readonly head: Head | undefined;
}

export interface Found {
  find(finding: Finding): void;
}

export interface ChainParts extends Found {
  readonly keys: AuditKeys;
  /** Of this chain, in order. */
  readonly runs: readonly Run[];
  readonly witnesses: readonly Witness[];
}

/** Reads one chain from its first row to its last, in the order of its numbers, and keeps none of them. */
export async function checkChain(
  chain: StoredChain,
  rows: AsyncIterable<AuditRow>,
  parts: ChainParts,
): Promise<ChainReport> {
  const walk = createWalk(chain, parts);
  for await (const row of rows) walk.step(row);
  return walk.end();
}

function createWalk(chain: StoredChain, parts: ChainParts) {
  const { keys, runs, witnesses, find } = parts;
  const id = chain.chain;
  const key = keyOf(keys, chain.key);
  if (!key) find({ is: 'unknown-key', chain: id, key: chain.key });
  else if (sealStart(key, chain) !== chain.start) find({ is: 'start-changed', chain: id });
  const at: Position = { seq: 0, seal: chain.start, lastId: 0, dropped: 0 };
  let counted = 0;
  const skip = createSkip(id, at, parts);
  return {
    step(row: AuditRow) {
      counted += 1;
      const place = { chain: id, id: row.id, seq: row.seq };
      if (row.seq <= at.seq) return find({ is: 'added', ...place });
      skip(row.seq, row.id);
      if (key && sealRow(key, row, row.previous) !== row.mac) find({ is: 'changed', ...place });
      else if (at.seal !== undefined && row.previous !== at.seal) find({ is: 'torn', ...place });
      if (row.id <= at.lastId) find({ is: 'out-of-order', ...place });
      Object.assign(at, { seq: row.seq, seal: row.mac, lastId: row.id });
      heed({ chain: id, seq: row.seq, mac: row.mac }, parts);
    },
    end(): ChainReport {
      const kept = runs.filter((one) => one.from > at.seq);
      if (kept.length > 0) skip(Math.max(...kept.map((one) => one.to)) + 1);
      const { seq, seal: mac, dropped } = at;
      const further = witnesses.filter((witness) => witness.seq > seq);
      for (const one of further) {
        find({ is: 'ends-early', chain: id, seq, said: one.seq, by: one.by });
      }
      const isEnd = further.length === 0 && mac !== undefined;
      const head = isEnd ? { chain: id, seq, mac } : undefined;
      return { chain: id, key: chain.key, rows: counted, dropped, head };
    },
  };
}

interface Position {
  seq: number;
  /** What the next row has to stand on; undefined behind a hole. */
  seal: string | undefined;
  lastId: number;
  dropped: number;
}

/** Asks whoever saw the chain at this row whether it was this one. */
function heed(head: Head, { witnesses, find }: Pick<ChainParts, 'witnesses' | 'find'>): void {
  const { chain, seq, mac } = head;
  for (const witness of witnesses) {
    if (witness.seq !== seq || mac.startsWith(witness.mac)) continue;
    const { by } = witness;
    find(
      by === 'database' ? { is: 'head-changed', chain, seq } : { is: 'another', chain, seq, by },
    );
  }
}

/** Goes up to the row before a number: over what retention dropped, and over holes, which it names. */
function createSkip(chain: number, at: Position, parts: ChainParts) {
  const { runs, find } = parts;
  const overRun = (run: Run) => {
    at.dropped += run.to - at.seq;
    Object.assign(at, { seq: run.to, seal: run.mac });
    heed({ chain, seq: run.to, mac: run.mac }, parts);
  };
  const overHole = (next: number, before: number | undefined) => {
    const from = at.seq + 1;
    const ends = runs.filter((one) => one.from > from && one.to < next).map((one) => one.from);
    const to = Math.min(next, ...ends) - 1;
    const after = at.lastId > 0 ? at.lastId : undefined;
    find({ is: 'missing', chain, from, to, after, before });
    Object.assign(at, { seq: to, seal: undefined });
  };
  return (next: number, before?: number): void => {
    while (at.seq + 1 < next) {
      const run = runs.find((one) => one.from === at.seq + 1 && one.to < next);
      if (run) overRun(run);
      else overHole(next, before);
    }
  };
}
