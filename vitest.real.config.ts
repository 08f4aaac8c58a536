import { defineConfig } from 'vitest/config';
import { reporters } from './test/ci/reporters.ts';

/** The suites on real hypervisors: `NAKHODA_LAB` is the configuration that `npm run lab -- up` printed. */
export default defineConfig({
  test: {
    include: ['test/**/*.real.ts'],
    // Its guest misses the power button now and then, in the driverless lab: run by name until that is mended.
    exclude: process.argv.some((word) => /virtualbox\/(?:windows\/)?contract/.test(word))
      ? []
      : ['test/adapters/hypervisor/virtualbox/**/contract.real.ts'],
    globalSetup: ['test/lab/wanted.ts', 'test/store/global-setup.ts'],
    // The hypervisors are few and small, and some suites kill them: one file at a time.
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 180_000,
    ...reporters(),
  },
});
