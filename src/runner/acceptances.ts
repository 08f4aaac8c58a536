import type { Approved } from '../approvals/approval.ts';
import { BotError } from '../errors.ts';
import type { OperationData, OperationKind } from '../operation.ts';
import { groupOperation } from '../operations/group.ts';
import type { Loud } from '../store/approvals/approvals.ts';
import type { Acceptance } from '../store/operations/operations.ts';

/** What a person asked for, as its plan has it. */
export interface Proposal {
  readonly operations: readonly OperationData[];
  /** What several are together. */
  readonly title?: string | undefined;
  readonly asked: Pick<Acceptance, 'actor' | 'place' | 'line'>;
  /** What waited for it, and who let it begin. */
  readonly approved?: Approved | undefined;
  readonly loud?: readonly Loud[] | undefined;
  /** The stored confirmation this uses up. */
  readonly confirmation?: string | undefined;
  /** The arrival this deals with. */
  readonly arrival?: string | undefined;
}

export interface AcceptanceParts {
  readonly kinds: readonly OperationKind[];
  /** Milliseconds for which a task may wait before it begins. */
  readonly waitMs?: number | undefined;
}

/** Where nobody said otherwise: a night's work may queue, and nothing begins when everybody has forgotten it. */
const WAIT_MS = 12 * 60 * 60_000;

/** One operation as it is, several with the group that stands for them. */
export function acceptances(
  parts: AcceptanceParts,
  { operations, title, asked, approved }: Proposal,
) {
  const whole = (data: OperationData): Acceptance => ({
    ...asked,
    approval: approved,
    data,
    deadlineMs: deadlineOf(parts, data),
  });
  const group = groupOperation(title ?? `${operations.length} tasks`);
  return {
    operations: operations.map((data) => ({ ...whole(data), waitMs: parts.waitMs ?? WAIT_MS })),
    // It holds nothing and ends with its members.
    ...(operations.length > 1 && { group: whole(group) }),
  };
}

function deadlineOf({ kinds }: AcceptanceParts, { kind: name }: OperationData): number {
  const kind = kinds.find((one) => one.kind === name);
  if (kind) return kind.deadlineMs;
  throw new BotError('unsupported', `This version of the bot has no operation ${name}`);
}
