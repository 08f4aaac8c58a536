import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { reporters } from './test/ci/reporters.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/store/global-setup.ts'],
    typecheck: { enabled: false },
    // Many wait for processes, sockets and clocks: one more than there are processors keeps none idle.
    maxWorkers: Math.max(2, availableParallelism() + 1),
    testTimeout: 30_000,
    // A busy computer may need seconds for what takes milliseconds on an idle one.
    expect: { poll: { timeout: 20_000 } },
    hookTimeout: 60_000,
    ...reporters(),
  },
});
