import { personWord } from '../access/person.ts';
import { roles } from '../access/roles.ts';
import { alertsIn } from '../alerts/alerts.ts';
import { alertSites, seenOf } from '../alerts/engine/seen.ts';
import { seenMutes } from '../alerts/mutes/mutes.ts';
import { backupWords, shelfOf } from '../backups/find.ts';
import type { CommandContext, TextOption } from '../command.ts';
import type { Hypervisor, Machine } from '../hypervisor.ts';
import type { RawValues } from '../line/raw.ts';

type Named = NonNullable<TextOption['of']>;

interface Asked
  extends Pick<CommandContext, 'fleet' | 'signal' | 'access' | 'alerts' | 'may' | 'now'> {
  readonly given: RawValues;
}

interface Found {
  readonly machine: Machine;
  readonly hypervisor: Hypervisor;
}

/** Where each kind of name comes from. */
const sources: Record<Named, (asked: Asked) => Promise<readonly string[]>> = {
  snapshot: ofMachine(async ({ machine, hypervisor }, signal) =>
    ((await hypervisor.snapshots?.list(machine, signal)) ?? []).map(({ name }) => name),
  ),
  card: ofMachine(async ({ machine, hypervisor }, signal) =>
    ((await hypervisor.network?.cards(machine, signal)) ?? []).map(({ id }) => id),
  ),
  disk: ofMachine(async ({ machine, hypervisor }, signal) =>
    ((await hypervisor.provision?.disks(machine, signal)) ?? [])
      .filter(({ cdrom }) => !cdrom)
      .map(({ name }) => name),
  ),
  async segment(asked) {
    const found = await machineOf(asked);
    const sites = found ? [found.hypervisor] : await sitesOf(asked);
    const all = await ofEach(sites, (site) => site.network?.segments(asked.signal));
    return all
      .filter(({ host }) => found === undefined || host === found.machine.host)
      .map(({ name }) => name);
  },
  async image(asked) {
    const all = await ofEach(await sitesOf(asked), (site) => site.provision?.images(asked.signal));
    return all.map(({ name }) => name);
  },
  async pool(asked) {
    const all = await ofEach(await sitesOf(asked), (site) => site.storage?.pools(asked.signal));
    const host = asked.given['host'];
    return all.filter((pool) => host === undefined || pool.host === host).map(({ name }) => name);
  },
  backup: async ({ fleet, signal }) => backupWords(shelfOf(await fleet.backups(signal))),
  async 'backed-up'({ fleet, signal }) {
    const { all } = shelfOf(await fleet.backups(signal));
    return all.map(({ machine }) => machine.name);
  },
  async 'backup-place'(asked) {
    const all = await ofEach(asked.fleet.sites, (site) => site.backups?.places(asked.signal));
    return all.map(({ name }) => name);
  },
  // Who asked stands first: they wait.
  person: async ({ access }) => [
    'me',
    ...[...(access?.requests() ?? []), ...(access?.grants() ?? [])].map(({ person }) =>
      personWord(person),
    ),
    ...Object.keys(access?.file().people ?? {}),
  ],
  role: async ({ access }) => [...(access?.book().roles.keys() ?? roles)],
  rota: async ({ access }) => Object.keys(access?.file().onCall ?? {}),
  'on-call': async ({ access }) =>
    Object.values(access?.file().onCall ?? {}).flatMap(({ people }) => people),
  selector: async () => selectorStarts,
  incident: openAlerts,
  mute: async (asked) => (await seenMutes(asked)).map(({ number }) => String(number)),
  async mutable(asked) {
    const { fleet, signal } = asked;
    const machines = (await fleet.machines(signal)).flatMap(({ items }) => items);
    const names = machines.map(({ name }) => name);
    return [...(await openAlerts(asked).catch(() => [])), ...names, ...selectorStarts];
  },
  site: async ({ fleet }) => fleet.sites.map(({ site }) => site.name),
};

const selectorStarts = ['tag:', 'host:', 'site:', 'pool:', 'owner:'];

/** As many as a chat offers. */
const MOST_ALERTS = 25;

async function openAlerts(asked: Asked): Promise<readonly string[]> {
  const wanted = { sites: alertSites(asked.fleet), ended: false, limit: MOST_ALERTS };
  const found = await alertsIn(asked).list(wanted);
  return found.filter((one) => seenOf(one, asked)).map(({ number }) => String(number));
}

/** The names that a text option's value could be; asked for, so it may take a moment. */
export async function namesFor(
  of: Named,
  given: RawValues,
  context: Omit<Asked, 'given'>,
): Promise<readonly string[]> {
  return [...new Set(await sources[of]({ given, ...context }))];
}

/** From the machine that was given before it. */
function ofMachine(ask: (found: Found, signal: AbortSignal) => Promise<readonly string[]>) {
  return async (asked: Asked) => {
    const found = await machineOf(asked);
    return found ? ask(found, asked.signal) : [];
  };
}

async function machineOf({ given, fleet, signal }: Asked): Promise<Found | undefined> {
  const word = given['machine'];
  return typeof word === 'string' ? fleet.machine(word, signal, { onlyShown: true }) : undefined;
}

/** The site that was named by itself or by a host of it, else all. */
async function sitesOf({ given, fleet, signal }: Asked): Promise<readonly Hypervisor[]> {
  const { site, host } = given;
  if (typeof site === 'string') return [fleet.site(site)];
  return typeof host === 'string' ? [(await fleet.host(host, signal)).hypervisor] : fleet.sites;
}

/** What the sites that answer have; one that is silent spoils nothing. */
async function ofEach<T>(
  sites: readonly Hypervisor[],
  ask: (site: Hypervisor) => Promise<readonly T[]> | undefined,
): Promise<readonly T[]> {
  const all = await Promise.all(sites.map(async (site) => ask(site)?.catch(() => [])));
  return all.flatMap((found) => found ?? []);
}
