import { defineConfig } from 'vitest/config';
import { reporters } from './test/ci/reporters.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/store/global-setup.ts'],
    typecheck: { enabled: false },
    testTimeout: 30_000,
    hookTimeout: 60_000,
    ...reporters(),
  },
});
