import type { Card } from '../../card.ts';
import { typed } from '../../cards/typed.ts';
import { bytes } from '../../format.ts';
import { MAX_FILE_BYTES } from '../read-file.ts';
import type { Rights } from './answers.ts';
import type { CopyEnd, Source } from './copy.ts';

interface Copied {
  readonly from: Pick<CopyEnd, 'label' | 'path'>;
  readonly to: Pick<CopyEnd, 'label' | 'path'>;
}

/** What came where, and whose it is there now. */
export function copiedCard({ from, to }: Copied, source: Source, rights: Rights): Card {
  const isShort = source.bytes <= MAX_FILE_BYTES;
  return {
    title: `${from.path} of ${from.label} is on ${to.label}`,
    tone: 'success',
    blocks: [
      {
        type: 'fields',
        fields: [
          {
            label: 'There',
            value: `${to.path}${rights.folderMade ? '; its folder was made' : ''}`,
          },
          { label: 'Size', value: bytes(source.bytes) },
          { label: 'Mode and owner', value: `${rights.mode} ${rights.owner}` },
          { label: 'SHA-256, the same on both', value: source.sha256 },
        ],
      },
    ],
    ...(isShort && {
      actions: [{ label: 'Read it', command: typed('guest read', to.label, to.path) }],
    }),
  };
}
