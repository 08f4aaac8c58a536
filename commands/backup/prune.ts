import { planPrune } from '../../src/backups/prune-plan.ts';
import { defineCommand } from '../../src/command.ts';
import { BotError } from '../../src/errors.ts';

const MOST = 10_000;

export const backupPrune = defineCommand({
  name: 'backup prune',
  description: 'Deletes old backups by rules: the newest of days, weeks and months stay',
  needs: 'backup.delete',
  audience: 'caller',
  options: {
    machines: {
      type: 'machines',
      description: 'Of which machines; of all, also those that are gone, when left out',
      required: false,
    },
    keepLast: keep('How many of the newest stay'),
    keepDaily: keep('Of how many days the newest stays'),
    keepWeekly: keep('Of how many weeks the newest stays'),
    keepMonthly: keep('Of how many months the newest stays'),
    evenLast: {
      type: 'flag',
      description: "Lets a machine's last good one go too, where no rule keeps it",
      required: false,
    },
    dryRun: {
      type: 'flag',
      description: 'Only shows what would go and what would stay, and why',
      required: false,
    },
  },
  examples: [
    'backup prune --keep-daily 7 --keep-weekly 4 --keep-monthly 6',
    'backup prune web-1 --keep-last 3 --dry-run',
  ],
  run({ machines, keepLast, keepDaily, keepWeekly, keepMonthly, evenLast, dryRun }, context) {
    const rules = [keepLast, keepDaily, keepWeekly, keepMonthly];
    if (rules.every((rule) => rule === undefined)) throw noRule();
    const [last = 0, daily = 0, weekly = 0, monthly = 0] = rules;
    const rule = { last, daily, weekly, monthly };
    return planPrune({ machines, keep: rule, evenLast, dryRun }, context);
  },
});

function keep(description: string) {
  return {
    type: 'integer',
    description,
    required: false,
    positional: false,
    min: 0,
    max: MOST,
  } as const;
}

function noRule(): BotError {
  return new BotError('usage', 'No rule says which backups stay', {
    hint: 'For example: backup prune --keep-daily 7 --keep-weekly 4 --dry-run',
  });
}
