import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { keepSecret } from '../redact.ts';

const source = z.union(
  [z.strictObject({ env: z.string().min(1) }), z.strictObject({ file: z.string().min(1) })],
  'wants { env: NAME } or { file: PATH }: a secret does not stand in the configuration',
);

/** A secret in the configuration: where it is, never what it is. Read at once and kept out of every text. */
export const secret = source.transform((from, context): string => {
  const value = 'env' in from ? process.env[from.env] : readSecret(from.file);
  if (value !== undefined && value !== '') return keepSecret(value);
  const where =
    'env' in from
      ? `the variable ${from.env} is not set`
      : `${from.file} cannot be read or is empty`;
  context.addIssue({ code: 'custom', message: where });
  return z.NEVER;
});

function readSecret(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}
