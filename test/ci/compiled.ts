import { fileURLToPath } from 'node:url';

/**
 * Node compiles each module once for all processes of a run, vitest's workers and the programs that tests start: that is
 * half of the work of a start. See https://nodejs.org/api/module.html#module-compile-cache
 */
export function keepCompiled(): void {
  process.env['NODE_COMPILE_CACHE'] ??= fileURLToPath(
    new URL('../../node_modules/.cache/compiled', import.meta.url),
  );
}
