import { wayCard } from '../cards/checkup.ts';
import { checkSite } from '../checks.ts';
import type { HypervisorAdapter } from '../site.ts';
import type { SiteEntry } from './document.ts';
import type { Ground } from './ground.ts';

export type Verdict = 'use' | 'ask-again' | 'leave-out';

/** Tests the way to a site until it is well or the person decides otherwise. */
export async function testedSite(
  ground: Ground,
  adapter: HypervisorAdapter,
  { name, kind: _, ...settings }: SiteEntry,
): Promise<Verdict> {
  const { interview, dataDirectory, log } = ground;
  for (;;) {
    interview.say(`Testing ${name} …`);
    const site = await adapter.create(adapter.Config.parse(settings), { name, dataDirectory, log });
    const checks = await checkSite(site, interview.signal).finally(() => site.close?.());
    interview.show(wayCard(name, checks));
    if (!checks.some(({ state }) => state === 'failed')) return 'use';
    const next = await interview.choose({
      label: 'What now?',
      choices: [
        { value: 'retry', label: 'test it once more' },
        { value: 'ask-again', label: 'answer its questions again' },
        { value: 'use', label: 'take it as it is; it can be put right later' },
        { value: 'leave-out', label: 'leave it out' },
      ],
    });
    if (next !== 'retry') return next;
  }
}
