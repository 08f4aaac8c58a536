import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { keepCompiled } from './test/ci/compiled.ts';
import { reported } from './test/ci/reported.ts';
import { LongestFirst } from './test/ci/sequencer.ts';

keepCompiled();

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/store/global-setup.ts'],
    typecheck: { enabled: false },
    // Many wait for processes, sockets and clocks: two more than there are processors keep none idle.
    maxWorkers: availableParallelism() + 2,
    sequence: { sequencer: LongestFirst },
    testTimeout: 60_000,
    // A busy computer may need seconds for what takes milliseconds on an idle one.
    expect: { poll: { timeout: 30_000 } },
    hookTimeout: 120_000,
    ...reported(),
  },
});
