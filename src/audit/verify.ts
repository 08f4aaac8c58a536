import { type AuditKeys, keyOf } from './keys.ts';
import {
  type AnchorFields,
  type ChainStart,
  type Head,
  type Run,
  type SealedFields,
  sealAnchor,
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

export interface StoredAnchor extends AnchorFields {
  readonly key: string;
  readonly mac: string;
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
  | { readonly is: 'anchor-changed' | 'anchor-missing'; readonly anchor: number }
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

/** Anchors seal each other; those whose seal holds tell which rows retention dropped. */
export function checkAnchors(
  anchors: readonly StoredAnchor[],
  keys: AuditKeys,
  { find }: Found,
): readonly Run[] {
  let previous = '';
  let expected = 1;
  return anchors.flatMap((anchor) => {
    while (expected < anchor.id) {
      find({ is: 'anchor-missing', anchor: expected });
      expected += 1;
    }
    const torn = expected === anchor.id && previous !== anchor.previous && expected > 1;
    expected = anchor.id + 1;
    previous = anchor.mac;
    const key = keyOf(keys, anchor.key);
    if (!key) {
      find({ is: 'anchor-unknown-key', anchor: anchor.id, key: anchor.key });
      return anchor.runs;
    }
    if (!torn && sealAnchor(key, anchor) === anchor.mac) return anchor.runs;
    find({ is: 'anchor-changed', anchor: anchor.id });
    return [];
  });
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

function createWalk(chain: StoredChain, { keys, runs, witnesses, find }: ChainParts) {
  const id = chain.chain;
  const key = keyOf(keys, chain.key);
  if (!key) find({ is: 'unknown-key', chain: id, key: chain.key });
  else if (sealStart(key, chain) !== chain.start) find({ is: 'start-changed', chain: id });
  /** The seal that the next row has to stand on; undefined behind a hole. */
  let seal: string | undefined = chain.start;
  let seq = 0;
  let lastId = 0;
  let counted = 0;
  let dropped = 0;

  const pass = (at: Head) => {
    for (const witness of witnesses) {
      if (witness.seq !== at.seq || at.mac.startsWith(witness.mac)) continue;
      find(
        witness.by === 'database'
          ? { is: 'head-changed', chain: id, seq: at.seq }
          : { is: 'another', chain: id, seq: at.seq, by: witness.by },
      );
    }
  };
  /** Goes up to the row before this number, over what retention dropped and over holes. */
  const skipTo = (next: number, before?: number) => {
    while (seq + 1 < next) {
      const run = runs.find((one) => one.from === seq + 1 && one.to < next);
      if (run) {
        dropped += run.to - seq;
        seq = run.to;
        seal = run.mac;
        pass({ chain: id, seq, mac: run.mac });
        continue;
      }
      const from = seq + 1;
      const later = runs.filter((one) => one.from > seq + 1 && one.to < next);
      seq = Math.min(next, ...later.map((one) => one.from)) - 1;
      const after = lastId > 0 ? lastId : undefined;
      find({ is: 'missing', chain: id, from, to: seq, after, before });
      seal = undefined;
    }
  };
  const judge = (row: AuditRow) => {
    const place = { chain: id, id: row.id, seq: row.seq };
    if (key && sealRow(key, row, row.previous) !== row.mac) find({ is: 'changed', ...place });
    else if (seal !== undefined && row.previous !== seal) find({ is: 'torn', ...place });
    if (row.id <= lastId) find({ is: 'out-of-order', ...place });
  };
  return {
    step(row: AuditRow) {
      counted += 1;
      if (row.seq <= seq) {
        find({ is: 'added', chain: id, id: row.id, seq: row.seq });
        return;
      }
      skipTo(row.seq, row.id);
      judge(row);
      ({ seq } = row);
      seal = row.mac;
      lastId = row.id;
      pass({ chain: id, seq, mac: row.mac });
    },
    end(): ChainReport {
      const said = Math.max(seq, ...witnesses.map((one) => one.seq));
      const kept = runs.filter((one) => one.from > seq);
      if (kept.length > 0) skipTo(Math.max(...kept.map((one) => one.to)) + 1);
      for (const one of witnesses.filter((witness) => witness.seq > seq)) {
        find({ is: 'ends-early', chain: id, seq, said: one.seq, by: one.by });
      }
      const head = said > seq || seal === undefined ? undefined : { chain: id, seq, mac: seal };
      return { chain: id, key: chain.key, rows: counted, dropped, head };
    },
  };
}
