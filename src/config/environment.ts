import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { BotError } from '../errors.ts';

/**
 * Reads the `.env` that stands beside the configuration, where there is one. What is set already goes before it.
 * Throws `invalid` for one that cannot be read.
 */
export function loadEnvironment(directory: string): void {
  for (const [name, value] of Object.entries(parseEnv(read(join(directory, '.env'))))) {
    process.env[name] ??= value;
  }
}

/** By hand: process.loadEnvFile says of a file that it may not read that it is not there. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return '';
    const hint = cause instanceof Error ? cause.message : undefined;
    throw new BotError('invalid', `${path} is there and cannot be read`, { hint, cause });
  }
}

/** A variable that is set to something: an empty one, as in a list that leaves it open, is none. */
export function variable(name: string): string | undefined {
  return process.env[name] || undefined;
}
