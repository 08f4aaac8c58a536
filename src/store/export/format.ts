import { z } from 'zod';

/**
 * An export is gzip'd text. The first line is the header; then each table: one line that names it and its columns,
 * its rows as PostgreSQL's `copy` writes them, and a line `\.`; the last line holds the sums, and the SHA-256 of every
 * byte before it. https://www.postgresql.org/docs/18/sql-copy.html#SQL-COPY-FILE-FORMATS
 */
export const FORMAT = 'nakhoda-export-1';

export const END_OF_ROWS = '\\.\n';

const name = z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/);

export const Header = z.object({
  format: z.literal(FORMAT),
  /** The number of the schema it was written at. */
  schema: z.int().min(1),
  at: z.iso.datetime(),
  /** The server's version. */
  postgres: z.string(),
});
export type Header = z.infer<typeof Header>;

export const TableLine = z.object({ table: name, columns: z.array(name).min(1) });
export type TableLine = z.infer<typeof TableLine>;

export const Footer = z.object({
  /** Rows of each table. */
  rows: z.record(name, z.int().min(0)),
  /** The last number that was given to a row, of each table that counts its rows. */
  last: z.record(name, z.int().min(0)),
  sha256: z.string().length(64),
});
export type Footer = z.infer<typeof Footer>;

export function line(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
