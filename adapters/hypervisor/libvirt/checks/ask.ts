import { type About, failed } from '../../../../src/checks.ts';
import { BotError } from '../../../../src/errors.ts';
import type { ExecResult } from '../../../../src/exec.ts';
import type { Check } from '../../../../src/hypervisor/checks.ts';
import { refusal } from '../errors.ts';

/** Runs a program where the libvirt is. */
export type Ask = (argv: readonly string[], signal: AbortSignal) => Promise<ExecResult>;

/** What a program said, or the check it failed. */
export async function asked(
  about: About,
  ask: () => Promise<ExecResult>,
): Promise<ExecResult | Check> {
  try {
    const answer = await ask();
    if (answer.exitCode === 0) return answer;
    return failed(about, refusal(answer.stderr));
  } catch (error) {
    if (error instanceof BotError) return failed(about, error);
    throw error;
  }
}
