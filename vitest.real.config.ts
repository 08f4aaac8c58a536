import { defineConfig } from 'vitest/config';
import { reporters } from './test/ci/reporters.ts';

/** The suites on real hypervisors: `NAKHODA_LAB` is the configuration that `npm run lab -- up` printed. */
export default defineConfig({
  test: {
    include: ['test/**/*.real.ts'],
    // Twenty minutes more on what stands in for Windows, which windows.real.ts tries too: run by name.
    exclude: process.argv.some((word) => word.includes('windows/contract'))
      ? []
      : ['test/adapters/hypervisor/virtualbox/windows/contract.real.ts'],
    globalSetup: ['test/lab/wanted.ts', 'test/store/global-setup.ts'],
    // The hypervisors are few and small, and some suites kill them: one file at a time.
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 180_000,
    ...reporters(),
  },
});
