import type { Value } from './params.ts';

/** Proxmox VE's own schema of its parameters, where it is at hand. */
export interface Contract {
  /** What is off without it; empty when nothing is. */
  readonly off: readonly string[];
  /** What is wrong with each parameter, in its own words. */
  check(
    method: string,
    template: string,
    params: Readonly<Record<string, Value>>,
  ): Readonly<Record<string, string>>;
}

export function readContract(): Contract {
  return { off: ['parameters are not checked'], check: () => ({}) };
}
