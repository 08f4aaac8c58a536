/**
 * What `showvminfo --machinereadable` says of a machine: https://www.virtualbox.org/manual/topics/vboxmanage.html#vboxmanage-showvminfo
 *
 * Values are escaped (`\"`, `\\`) and may go over several lines; a key may stand in quotes. Lines that are none of
 * these, as ` rec_screen0` or the banner of a wrapper, are left out, and the first line of a key counts. It ends where
 * the snapshots begin: their descriptions are not escaped, so that what follows could be anybody's words.
 */
export function parseMachineReadable(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const lines = text.split(/\r?\n/);
  for (let at = 0; at < lines.length; at += 1) {
    const [key, rest] = pairOn(lines[at] ?? '');
    if (key === 'SnapshotName') break;
    if (key === undefined || rest === undefined) continue;
    const last = rest.startsWith('"') ? endOfValue(lines, at) : at;
    const value = [rest, ...lines.slice(at + 1, last + 1)].join('\n');
    if (!found.has(key)) found.set(key, plainValue(value));
    at = last;
  }
  return found;
}

function pairOn(line: string): readonly [key?: string, rest?: string] {
  const [, quoted, plain, rest] = /^(?:"([^"]+)"|([A-Za-z][^="\s]*))=(.*)$/s.exec(line) ?? [];
  const key = quoted ?? plain;
  return key === undefined || rest === undefined ? [] : [key, rest];
}

/** The line on which the value that begins on this one ends; the same where nothing ends it. */
function endOfValue(lines: readonly string[], from: number): number {
  const first = (lines[from] ?? '').indexOf('="') + 2;
  for (let at = from; at < lines.length; at += 1) {
    const line = (lines[at] ?? '').slice(at === from ? first : 0);
    const [, slashes] = /(\\*)"$/.exec(line) ?? [];
    if (slashes !== undefined && slashes.length % 2 === 0) return at;
  }
  return from;
}

function plainValue(value: string): string {
  const [, inner] = /^"([\s\S]*)"$/.exec(value) ?? [];
  return inner === undefined ? value : inner.replace(/\\(["\\])/g, '$1');
}
