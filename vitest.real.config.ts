import { defineConfig } from 'vitest/config';
import { keepCompiled } from './test/ci/compiled.ts';
import { reporters } from './test/ci/reporters.ts';

keepCompiled();

const virtualbox = ['test/adapters/hypervisor/virtualbox/**/*.real.ts'];
/** What wants both labs as they are, or the whole machine. */
const together = [
  'test/lab/**/*.real.ts',
  'test/doctor/**/*.real.ts',
  'test/program/**/virtualbox*.real.ts',
];

/**
 * The suites on real hypervisors: `NAKHODA_LAB` is the configuration that `npm run lab -- up` printed. A project on one
 * lab may run beside one on the other; what is not VirtualBox's and not for both together is libvirt's.
 */
export default defineConfig({
  test: {
    projects: [
      project('virtualbox', virtualbox, []),
      project('libvirt', ['test/**/*.real.ts'], [...virtualbox, ...together]),
      project('together', together, []),
    ],
    // The hypervisors are few and small, and some suites kill them: one file at a time.
    maxWorkers: 1,
    ...reporters(),
  },
});

function project(name: string, include: string[], exclude: string[]) {
  return {
    test: {
      name,
      include,
      exclude,
      globalSetup: ['test/lab/wanted.ts', 'test/store/global-setup.ts'],
      fileParallelism: false,
      testTimeout: 120_000,
      // A busy computer may need seconds for what takes milliseconds on an idle one.
      expect: { poll: { timeout: 30_000 } },
      hookTimeout: 180_000,
    },
  };
}
