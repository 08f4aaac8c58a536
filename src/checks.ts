import { BotError } from './errors.ts';
import type { Check } from './hypervisor/checks.ts';
import type { Hypervisor } from './hypervisor.ts';

/** The site's own checks; for a kind that brings none, whether it answers at all. */
export async function checkSite(
  hypervisor: Hypervisor,
  signal: AbortSignal,
): Promise<readonly Check[]> {
  if (hypervisor.checks) return hypervisor.checks.run(signal);
  try {
    const machines = await hypervisor.machines(signal);
    return [{ ...reach, state: 'ok', says: `it answers, with ${machines.length} machines` }];
  } catch (error) {
    signal.throwIfAborted();
    return [failed(reach, error)];
  }
}

/** What a check is about, before anything was found. */
export type About = Pick<Check, 'code' | 'subject'>;

const reach: About = { code: 'site-silent', subject: 'reach' };

/** An error as what a check found. */
export function failed(about: About, error: unknown): Check {
  if (!(error instanceof BotError) || error.code === 'cancelled') throw error;
  return { ...about, state: 'failed', says: error.message, hint: error.hint };
}
