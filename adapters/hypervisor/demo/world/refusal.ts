import type { ErrorCode } from '../../../../src/errors.ts';

/** The pretended hypervisor's no. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string | undefined;
}

export function refusal(code: ErrorCode, message: string, hint?: string): Refusal {
  return { code, message, hint };
}
