import type { ViteUserConfig } from 'vitest/config';

type Reported = Pick<NonNullable<ViteUserConfig['test']>, 'reporters' | 'retry'>;

/**
 * What vitest tells: people as always and, where `NAKHODA_TEST_REPORT` names a file, a machine too. There a test that
 * failed is asked once more, and the report keeps why: one that passes then is named by `summary.ts`, as a fault that
 * is still to be found.
 */
export function reported(): Reported {
  const outputFile = process.env['NAKHODA_TEST_REPORT'];
  if (outputFile === undefined) return {};
  return { reporters: ['default', ['json', { outputFile }]], retry: 1 };
}
