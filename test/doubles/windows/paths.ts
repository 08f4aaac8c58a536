/** A folder of this machine that looks like one of Windows. */
export interface Drive {
  readonly folder: string;
  /** `C:\Users\Jörg` */
  readonly as: string;
}

export function toWindows(text: string, { folder, as }: Drive): string {
  const parts = text.split(folder);
  return parts
    .map((part, at) => {
      if (at === 0) return part;
      const rest = /^[^"'\r\n]*/.exec(part)?.[0] ?? '';
      return `${as}${rest.replaceAll('/', '\\')}${part.slice(rest.length)}`;
    })
    .join('');
}

/** Windows knows no case, and takes both kinds of separators. */
export function fromWindows(text: string, { folder, as }: Drive): string {
  const same = (path: string) => path.replaceAll('/', '\\').toLowerCase();
  const at = same(text).indexOf(same(as));
  if (at === -1) return text;
  return `${text.slice(0, at)}${folder}${text.slice(at + as.length).replaceAll('\\', '/')}`;
}
