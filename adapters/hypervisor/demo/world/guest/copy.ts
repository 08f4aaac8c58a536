import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import {
  addScript,
  codes,
  PIECE,
  piecePath,
  pieceScript,
  placedScript,
  placeScript,
  roomScript,
  sourceScript,
  sweepScript,
} from '../../../../../src/guest/copy/scripts.ts';
import { contentOf, type Files, kindOf, makeFolder, remove, writeFile } from './files.ts';
import { type Ended, fails, type Shell, says } from './shell.ts';
import type { Asked } from './transfer.ts';

/** The questions of a copy between two guests, by their text. */
export const copies: readonly (readonly [script: string, asked: Asked])[] = [
  [sourceScript, source],
  [pieceScript, piece],
  [roomScript, room],
  [addScript, add],
  [placeScript, place],
  [placedScript, placed],
  [
    sweepScript,
    ([path = '', mark = ''], { state }) => swept('gone\n', state.files, { path, mark }),
  ],
];

const sumOf = (content: Buffer) => createHash('sha256').update(content).digest('hex');
/** The demo's files have neither owner nor mode. */
const rights = 'mode 644\nowner root:root\n';

/** Nor a time: what changes with the content stands in its place, for whoever wants to know whether it is another. */
function factsOf(content: Buffer): string {
  const changed = Number.parseInt(sumOf(content).slice(0, 8), 16);
  return `bytes ${content.length}\n${rights}changed ${changed}\n`;
}

function source([path = '', , sum]: readonly string[], { state }: Shell): Ended {
  const content = contentOf(state.files, path);
  if (!content) return fails('', kindOf(state.files, path) ? codes.folder : codes.missing);
  return says(factsOf(content) + (sum === 'sum' ? `sha256 ${sumOf(content)}\n` : ''));
}

function piece([path = '', which = '', bytes = '']: readonly string[], { state }: Shell): Ended {
  const at = Number(which) * PIECE;
  const content = contentOf(state.files, path)?.subarray(at, at + Number(bytes));
  return says(`${content?.toString('base64') ?? ''}\n`);
}

interface Place {
  readonly path: string;
  readonly mark: string;
}

/** The folder, or the nearest above it that is there; a file is found too. */
function nearest(files: Files, folder: string): string {
  return kindOf(files, folder) ? folder : nearest(files, posix.dirname(folder));
}

const partOf = (files: Files, { path, mark }: Place) =>
  posix.join(nearest(files, posix.dirname(path)), `.nakhoda-copy-${mark}`, 'part');

function room(words: readonly string[], { state: { files } }: Shell): Ended {
  const [path = '', mark = '', , replace, make] = words;
  if (kindOf(files, nearest(files, posix.dirname(path))) !== 'folder') {
    return fails('', codes.noFolder);
  }
  if (kindOf(files, path) === 'folder') return fails('', codes.folder);
  const there = contentOf(files, path);
  if (there && replace !== 'replace') return fails('', codes.exists);
  const told = says(there ? factsOf(there) : '');
  return make === 'make' ? { ...told, ...made(files, { path, mark }) } : told;
}

function made(files: Files, at: Place): Pick<Ended, 'files'> {
  const begun = writeFile(files, partOf(files, at), '');
  const wanted =
    'files' in begun ? makeFolder(begun.files, posix.dirname(piecePath(at.mark)), true) : begun;
  return 'files' in wanted ? { files: wanted.files } : {};
}

function add(words: readonly string[], { state: { files } }: Shell): Ended {
  const [path = '', mark = '', before = '', bytes = ''] = words;
  const at = partOf(files, { path, mark });
  const part = contentOf(files, at);
  const came = contentOf(files, piecePath(mark));
  if (!part) return fails('', codes.lost);
  if (part.length === Number(before) + Number(bytes)) return says('');
  if (part.length !== Number(before) || came?.length !== Number(bytes))
    return fails('', codes.short);
  const whole = writeFile(files, at, Buffer.concat([part, came]).toString('base64'));
  return 'files' in whole ? { ...says(''), files: whole.files } : fails(whole.problem, codes.full);
}

function place(words: readonly string[], { state: { files } }: Shell): Ended {
  const [path = '', mark = '', sum = '', , replace] = words;
  const part = contentOf(files, partOf(files, { path, mark }));
  const there = contentOf(files, path);
  if (!part) {
    return there && sumOf(there) === sum
      ? swept(rights, files, { path, mark })
      : fails('', codes.lost);
  }
  const made = kindOf(files, posix.dirname(path)) ? '' : 'folder made\n';
  if (sumOf(part) !== sum) return fails('', codes.differs);
  if (there && replace !== 'replace') return fails('', codes.exists);
  const left = swept(`${made}${rights}`, files, { path, mark });
  const put = writeFile(left.files ?? files, path, part.toString('base64'));
  return 'files' in put ? { ...left, files: put.files } : fails(put.problem, codes.folder);
}

function placed(
  [path = '', mark = '', sum = '']: readonly string[],
  { state: { files } }: Shell,
): Ended {
  if (contentOf(files, partOf(files, { path, mark }))) return says('not-done\n');
  const there = contentOf(files, path);
  return says(there && sumOf(there) === sum ? `done\n${rights}` : '');
}

function swept(stdout: string, files: Files, at: Place): Ended {
  const folders = [partOf(files, at), piecePath(at.mark)].map((path) => posix.dirname(path));
  const left = folders.reduce((now, folder) => {
    const gone = remove(now, folder, true);
    return 'files' in gone ? gone.files : now;
  }, files);
  return { ...says(stdout), files: left };
}
