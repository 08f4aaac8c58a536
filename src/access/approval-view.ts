import type { Approval } from '../approvals/approval.ts';
import type { Approvals } from '../approvals/approvals.ts';
import { sitesIn } from '../approvals/match.ts';
import { BotError } from '../errors.ts';
import type { Machine } from '../hypervisor.ts';
import type { Covers } from './covers.ts';
import { targetsIn } from './targets.ts';
import { isSeen, lookedThrough, type Sight } from './task-view.ts';

/** The requests as somebody sees them who may not see all: their own, and those about what they may see. */
export function limitApprovals(approvals: Approvals, { sees, actor, machines }: Sight): Approvals {
  if (sees.all) return approvals;
  const maySee = (one: Approval, known: readonly Machine[]) =>
    approvals.isAsker(actor, one) || isAbout(one, known, sees);
  return {
    ...approvals,
    async list({ ended, limit }) {
      const [all, known] = await Promise.all([
        approvals.list({ ended, limit: lookedThrough(limit) }),
        machines(),
      ]);
      return all.filter((one) => maySee(one, known)).slice(0, limit);
    },
    async find(id) {
      const [one, known] = await Promise.all([approvals.find(id), machines()]);
      if (maySee(one, known)) return one;
      throw new BotError('not-found', `There is no approval ${id} that you may see`, {
        hint: 'Nothing was changed. approval list shows those that you may.',
      });
    },
  };
}

/** By its machines; where it names none, as the deletion of a backup does, by its sites. */
function isAbout({ targets }: Approval, known: readonly Machine[], sees: Covers): boolean {
  if (targetsIn(targets, known).length > 0) return isSeen(targets, known, sees);
  const sites = sitesIn(targets);
  return sites.length > 0 && sites.every((site) => sees.site(site));
}
