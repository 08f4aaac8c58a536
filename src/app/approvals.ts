import type { People } from '../access/people.ts';
import type { Policy } from '../access/policy.ts';
import { createApprovals } from '../approvals/approvals.ts';
import { checkRules } from '../approvals/check-rules.ts';
import type { ApprovalRule } from '../approvals/rules.ts';
import { startSweep } from '../approvals/sweep.ts';
import type { Chat } from '../chat.ts';
import type { Command } from '../command.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';

interface ApprovalsOpening {
  readonly store: Pick<Store, 'approvals'>;
  readonly policy: Policy;
  readonly people?: People | undefined;
  readonly approvals?: (() => readonly ApprovalRule[]) | undefined;
  readonly commands: readonly Command[];
  readonly chats: readonly Chat[];
  readonly client: boolean;
  readonly log: Log;
}

/** Nobody is known, so that nobody is a second person. */
const strangers: People = { of: () => undefined, all: () => [] };

/** What the router asks about second persons, and what reminds of them; a one-shot client reminds nobody. */
export function openApprovals({
  store,
  policy,
  people = strangers,
  approvals: rules = () => [],
  commands,
  chats,
  client,
  log,
}: ApprovalsOpening) {
  checkRules(rules(), { commands });
  const records = store.approvals;
  const platforms = chats.flatMap(({ direct, platform }) => (direct ? [platform] : []));
  const approvals = createApprovals({ records, rules, people, rights: policy, platforms });
  return { approvals, close: client ? async () => {} : startSweep({ records, log }) };
}
