import { join } from 'node:path';
import { BotError } from './errors.ts';

/**
 * Reads the `.env` that stands beside the configuration, where there is one. What is set already goes before it.
 * Throws `invalid` for one that cannot be read.
 */
export function loadEnvironment(directory: string): void {
  const path = join(directory, '.env');
  try {
    process.loadEnvFile(path);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return;
    const hint = cause instanceof Error ? cause.message : undefined;
    throw new BotError('invalid', `${path} is there and cannot be read`, { hint, cause });
  }
}
