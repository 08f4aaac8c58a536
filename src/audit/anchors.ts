import { type AuditKeys, keyOf, plainKey } from './keys.ts';
import { type AnchorFields, type Run, sealAnchor } from './seal.ts';
import type { Found } from './verify.ts';

export interface StoredAnchor extends AnchorFields {
  readonly key: string;
  readonly mac: string;
}

interface AnchorParts extends Found {
  readonly keys: AuditKeys;
  /** The chains that were sealed without a key. */
  readonly plain: ReadonlySet<number>;
}

/** Anchors seal each other; those whose seal holds tell which rows retention dropped. */
export function checkAnchors(
  anchors: readonly StoredAnchor[],
  { keys, plain, find }: AnchorParts,
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
    if (torn || sealAnchor(key, anchor) !== anchor.mac) {
      find({ is: 'anchor-changed', anchor: anchor.id });
      return [];
    }
    return key === plainKey ? anybodys(anchor, { plain, find }) : anchor.runs;
  });
}

/** Anybody can make an anchor without a key: it tells of chains that have none either. */
function anybodys(
  { id, runs }: StoredAnchor,
  { plain, find }: Pick<AnchorParts, 'plain' | 'find'>,
): readonly Run[] {
  const keyed = runs.map(({ chain }) => chain).filter((chain) => !plain.has(chain));
  if (keyed.length > 0) {
    find({ is: 'anchor-without-key', anchor: id, chains: [...new Set(keyed)] });
  }
  return runs.filter(({ chain }) => plain.has(chain));
}
