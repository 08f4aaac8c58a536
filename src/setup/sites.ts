import { siteName } from '../config.ts';
import { BotError } from '../errors.ts';
import { fits } from '../interview.ts';
import type { HypervisorAdapter, SiteAnswers } from '../site.ts';
import type { SiteEntry } from './document.ts';
import { askFoundSites } from './found.ts';
import type { Ground } from './ground.ts';
import { testedSite } from './test-site.ts';

/** The sites a person adds: those found here, then others by hand. At least one where none is there yet. */
export async function askSites(
  ground: Ground,
  taken: readonly string[],
): Promise<readonly SiteEntry[]> {
  const sites: SiteEntry[] = [];
  const isTaken = (name: string) =>
    taken.includes(name) || sites.some((site) => site.name === name);
  sites.push(...(await askFoundSites(ground, isTaken)));
  for (;;) {
    const adapter = await askKind(ground, taken.length + sites.length > 0);
    if (adapter === undefined) return sites;
    const site = await askSite(ground, adapter, isTaken);
    if (site) sites.push(site);
  }
}

async function askKind(
  { interview, adapters }: Ground,
  hasSome: boolean,
): Promise<HypervisorAdapter | undefined> {
  const kinds = adapters.flatMap(({ kind, setup }) =>
    setup ? [{ value: kind, label: setup.label }] : [],
  );
  const kind = await interview.choose({
    label: hasSome ? 'Add another site?' : 'Which hypervisor is to be added?',
    choices: [...(hasSome ? [{ value: 'no', label: 'no, that is all' }] : []), ...real(kinds)],
  });
  return adapters.find((adapter) => adapter.kind === kind);

  /** What is only for trying stands last. */
  function real<T extends { readonly value: string }>(all: readonly T[]): T[] {
    const isTrial = ({ value }: T) => adapters.find((one) => one.kind === value)?.fallback === true;
    return [...all.filter((one) => !isTrial(one)), ...all.filter(isTrial)];
  }
}

async function askSite(
  ground: Ground,
  adapter: HypervisorAdapter,
  isTaken: (name: string) => boolean,
): Promise<SiteEntry | undefined> {
  const { interview, kept } = ground;
  for (;;) {
    const answers = await adapter.setup?.ask(interview, kept).catch((error: unknown) => {
      interview.say(hindrance(error));
      return undefined;
    });
    if (answers === undefined) return undefined;
    const wrong = adapter.Config.safeParse(answers.settings).error;
    if (wrong) {
      interview.say(wrong.issues.map(({ message }) => message).join('\n'));
      continue;
    }
    const name = await askName(ground, answers, isTaken);
    const site = { name, kind: adapter.kind, ...answers.settings };
    const verdict = await testedSite(ground, adapter, site);
    if (verdict === 'use') return site;
    if (verdict === 'leave-out') return undefined;
  }
}

/** What kept an adapter from asking on, such as a missing program, ends this site alone. */
function hindrance(error: unknown): string {
  const inTheWay: readonly unknown[] = ['unsupported', 'failed', 'timeout'];
  if (!(error instanceof BotError && inTheWay.includes(error.code))) throw error;
  return [error.message, error.hint].filter((part) => part !== undefined).join('\n');
}

function askName(
  { interview }: Ground,
  { name = 'site' }: SiteAnswers,
  isTaken: (name: string) => boolean,
): Promise<string> {
  const isFree = (word: string) => !isTaken(word);
  const others = Array.from({ length: 99 }, (_, at) => `${name}-${at + 2}`);
  return interview.text({
    label: 'A name for this site',
    initial: [name, ...others].find(isFree),
    problem: (word) =>
      fits(siteName)(word) ?? (isFree(word) ? undefined : `There is a site ${word} already`),
  });
}
