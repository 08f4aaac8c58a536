import { BotError } from '../errors.ts';
import { clip } from '../line/clip.ts';

/**
 * Drive and backslash, or a share, as Windows has them; a slash serves there too.
 * https://learn.microsoft.com/en-us/dotnet/standard/io/file-path-formats
 */
const windows = /^(?:[A-Za-z]:[\\/]|\\\\[^\\/]+[\\/][^\\/]+[\\/])/;

/** Throws `invalid` for what names no file from the root on: an agent would take it from where it happens to run. */
export function checkWholePath(path: string): void {
  const isWindows = windows.test(path);
  if (!(isWindows || path.startsWith('/'))) {
    throw new BotError(
      'invalid',
      path === '' ? 'path is empty' : `${clip(path)} is no whole path`,
      {
        hint: 'Nothing was changed. It begins at the root: /etc/motd, or C:/Temp/notes.txt in Windows.',
      },
    );
  }
  if (!(isWindows ? /[\\/]$/ : /\/$/).test(path)) return;
  throw new BotError('invalid', `${clip(path)} is a folder`, {
    hint: 'Nothing was changed. The name of a file stands at the end of its path.',
  });
}
