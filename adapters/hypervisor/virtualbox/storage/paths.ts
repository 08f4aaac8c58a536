/** Paths of the host, which may be one of Windows: both kinds of separators count there. */
export function baseName(path: string): string {
  return path.slice(lastSeparator(path) + 1);
}

export function folderName(path: string): string {
  const folder = path.slice(0, Math.max(lastSeparator(path), 0)) || path.slice(0, 1);
  // `C:` alone is where a program stands on that drive.
  return /^[A-Za-z]:$/.test(folder) ? `${folder}\\` : folder;
}

/** The same for every way to write the path: Windows knows no case, and takes both kinds of separators. */
export function pathKey(path: string): string {
  return isWindows(path) ? path.replaceAll('/', '\\').toLowerCase() : path;
}

export function joined(folder: string, name: string): string {
  const separator = isWindows(folder) ? '\\' : '/';
  return /[\\/]$/.test(folder) ? `${folder}${name}` : `${folder}${separator}${name}`;
}

export function isBelow(folder: string, path: string): boolean {
  return pathKey(path).startsWith(pathKey(joined(folder, '')));
}

export function isAbsolute(path: string): boolean {
  return path.startsWith('/') || isWindows(path);
}

/** `C:\disks`, `\\server\share`. */
function isWindows(path: string): boolean {
  return /^(?:[A-Za-z]:[\\/]|\\\\)/.test(path);
}

function lastSeparator(path: string): number {
  return isWindows(path)
    ? Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/'))
    : path.lastIndexOf('/');
}
