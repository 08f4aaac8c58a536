import type { Fault } from './refusal.ts';

/** Discord's own description of its API, where it is at hand. */
export interface Contract {
  /** What is off without it; empty when nothing is. */
  readonly off: readonly string[];
  check(method: string, path: string, body: unknown): readonly Fault[];
}

export function readContract(): Contract {
  return { off: ['the OpenAPI file'], check: () => [] };
}
