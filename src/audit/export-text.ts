import type { AuditFilter, AuditInfo, AuditTrail } from './trail.ts';

/** Bytes of one file: every chat takes as much. https://discord.com/developers/docs/reference#uploading-files */
const MAX_BYTES = 8 * 1024 * 1024;
const PAGE = 1_000;

export interface ExportText {
  readonly text: string;
  readonly rows: number;
  /** The last row in it, where there are more. */
  readonly last?: number | undefined;
}

/** One row a line, with its seal, as many as go into one file. */
export async function exportText(
  trail: AuditTrail,
  filter: AuditFilter,
  after: number | undefined,
): Promise<ExportText> {
  const lines: string[] = [];
  let [bytes, last] = [0, after];
  for (;;) {
    const page = await trail.list(filter, { limit: PAGE, after: last, oldestFirst: true });
    for (const row of page) {
      const line = lineOf(row);
      bytes += Buffer.byteLength(line);
      if (bytes > MAX_BYTES) return { text: lines.join(''), rows: lines.length, last };
      lines.push(line);
      last = row.id;
    }
    if (page.length < PAGE) return { text: lines.join(''), rows: lines.length };
  }
}

function lineOf({ id, at, ...row }: AuditInfo): string {
  return `${JSON.stringify({ id, at: new Date(at).toISOString(), ...row })}\n`;
}
