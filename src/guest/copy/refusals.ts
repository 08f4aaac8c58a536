import { BotError, type ErrorCode } from '../../errors.ts';
import type { GuestResult } from '../../hypervisor/guest.ts';
import { clip } from '../../line/clip.ts';
import { plainText } from '../sections.ts';
import { codes } from './scripts.ts';

interface About {
  readonly label: string;
  /** Clipped, as the other texts of the guest. */
  readonly file: string;
  readonly said: string;
}

interface Refusal {
  readonly exit: number;
  readonly code: ErrorCode;
  words(about: About): string;
  /** Behind the word that nothing was changed. */
  readonly hint?: string;
}

const refusals: readonly Refusal[] = [
  {
    exit: codes.missing,
    code: 'not-found',
    words: ({ label, file }) => `${label} has no file ${file}`,
  },
  {
    exit: codes.folder,
    code: 'conflict',
    words: ({ label, file }) => `${file} on ${label} is a folder`,
    hint: 'One file is copied at a time; where it is to come into that folder, put a / behind its name.',
  },
  {
    exit: codes.odd,
    code: 'conflict',
    words: ({ label, file }) => `${file} on ${label} is a device, a pipe or a socket`,
    hint: 'Only files are copied.',
  },
  {
    exit: codes.refused,
    code: 'failed',
    words: ({ label, file }) => `The user the bot is on ${label} has no right to ${file}`,
  },
  {
    exit: codes.noFolder,
    code: 'conflict',
    words: ({ label, file }) => `${file} cannot be on ${label}: on its path is what is no folder`,
    hint: 'That is a file, or a link that leads nowhere.',
  },
  {
    exit: codes.exists,
    code: 'conflict',
    words: ({ label, file }) => `${file} is on ${label} already`,
    hint: 'To put the copy in its place: --replace.',
  },
  {
    exit: codes.full,
    code: 'failed',
    words: ({ label, said }) => `There is no room for it on ${label}${said && `: ${said}`}`,
  },
  ...[codes.short, codes.lost].map(
    (exit): Refusal => ({
      exit,
      code: 'failed',
      words: ({ label }) => `What had come to ${label} is not there any more as it was`,
      hint: 'Somebody or something there cleared it away.',
    }),
  ),
  {
    exit: codes.differs,
    code: 'failed',
    words: () => 'What arrived is not what was sent: its checksum is another one',
    hint: 'Was the file written to meanwhile? Then copy it again.',
  },
  {
    exit: codes.lacks,
    code: 'unsupported',
    words: ({ label, said }) => `${label}: ${said}, and a copy needs it`,
  },
];

/** Why a script of a copy did not come to its end, in words. */
export function refusalOf(
  { exitCode, stderr }: Pick<GuestResult, 'exitCode' | 'stderr'>,
  { label, path }: { readonly label: string; readonly path: string },
): BotError {
  const said = plainText(stderr, 200);
  const found = refusals.find(({ exit }) => exit === exitCode);
  const words = found?.words({ label, file: clip(path, 200), said });
  return new BotError(
    found?.code ?? 'failed',
    words ?? `${label}: ${said || 'it failed without a word'}`,
    { hint: ['Nothing was changed.', found?.hint].filter(Boolean).join(' ') },
  );
}
