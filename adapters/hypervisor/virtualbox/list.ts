/** A machine as `list vms` and `list runningvms` have it. */
export interface Listed {
  readonly id: string;
  /** Absent where VirtualBox cannot read the machine's settings. */
  readonly name?: string | undefined;
}

/**
 * Entries of `"NAME" {UUID}`. Names are not escaped and may hold quotes and line breaks, so that an entry ends only
 * where a UUID in braces ends its line. Whatever a wrapper says before the first quote is left out.
 */
export function parseList(text: string): readonly Listed[] {
  const found: Listed[] = [];
  let open: string[] | undefined;
  for (const line of text.split(/\r?\n/)) {
    if (open === undefined && !line.startsWith('"')) continue;
    const [, last, id] = /^([\s\S]*)" \{([\da-f-]{36})\}$/.exec(line) ?? [];
    const lines: string[] = [...(open ?? []), last ?? line];
    open = id === undefined ? lines : undefined;
    if (id === undefined) continue;
    const name = lines.join('\n').slice(1);
    found.push({ id, ...(name !== '<inaccessible>' && { name }) });
  }
  return found;
}
