/** The lines that go and come, `- ` and `+ ` before them, in order; unchanged ones are left out. */
export function changedLines(before: string, after: string): readonly string[] {
  const [old, fresh] = [linesOf(before), linesOf(after)];
  const common = commonLengths(old, fresh);
  const changes: string[] = [];
  let [at, to] = [0, 0];
  while (at < old.length || to < fresh.length) {
    const [going, coming] = [old[at], fresh[to]];
    if (going !== undefined && going === coming) {
      at += 1;
      to += 1;
    } else if (going !== undefined && (common[at + 1]?.[to] ?? 0) >= (common[at]?.[to + 1] ?? 0)) {
      changes.push(`- ${going}`);
      at += 1;
    } else {
      changes.push(`+ ${coming}`);
      to += 1;
    }
  }
  return changes;
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

/** The longest common run of lines behind each pair of places. */
function commonLengths(old: readonly string[], fresh: readonly string[]): number[][] {
  const table = Array.from({ length: old.length + 1 }, () => fresh.map(() => 0).concat(0));
  for (let at = old.length - 1; at >= 0; at -= 1) {
    for (let to = fresh.length - 1; to >= 0; to -= 1) {
      const row = table[at];
      if (row === undefined) continue;
      const [below, beside] = [table[at + 1]?.[to] ?? 0, row[to + 1] ?? 0];
      row[to] =
        old[at] === fresh[to] ? (table[at + 1]?.[to + 1] ?? 0) + 1 : Math.max(below, beside);
    }
  }
  return table;
}
