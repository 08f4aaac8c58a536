import { defineConfig } from 'vitest/config';
import { keepCompiled } from './test/ci/compiled.ts';
import { reported } from './test/ci/reported.ts';
import { LongestFirst } from './test/ci/sequencer.ts';
import { wantedLabs } from './test/lab/labs.ts';

keepCompiled();

/** The suites on real hypervisors: `NAKHODA_LAB` is the configuration that `npm run lab -- up` printed, or several. */
export default defineConfig({
  test: {
    include: ['test/**/*.real.ts'],
    globalSetup: ['test/lab/wanted.ts', 'test/store/global-setup.ts'],
    setupFiles: ['test/lab/own.ts'],
    // The hypervisors are few and small, and some suites kill them: one file at a time on each lab.
    maxWorkers: Math.max(1, wantedLabs().length),
    sequence: { sequencer: LongestFirst },
    testTimeout: 300_000,
    // A busy computer may need seconds for what takes milliseconds on an idle one.
    expect: { poll: { timeout: 90_000 } },
    hookTimeout: 300_000,
    ...reported(),
  },
});
