import type { ViteUserConfig } from 'vitest/config';

/** What vitest tells: people as always and, where `NAKHODA_TEST_REPORT` names a file, a machine too. */
export function reporters(): Pick<NonNullable<ViteUserConfig['test']>, 'reporters'> {
  const outputFile = process.env['NAKHODA_TEST_REPORT'];
  return outputFile === undefined ? {} : { reporters: ['default', ['json', { outputFile }]] };
}
