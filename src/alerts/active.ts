import type { Tone } from '../card.ts';
import type { CommandContext } from '../command.ts';
import type { Host, Machine } from '../hypervisor.ts';
import { rulesIn } from './alerts.ts';
import { alertSites, seenOf } from './engine/seen.ts';
import type { Member } from './incident.ts';
import type { KeptIncident } from './records.ts';
import type { Rule } from './rules/rule.ts';
import type { SubjectKind } from './rules/signal.ts';
import { severityTone, whatOf } from './words.ts';

/** One open incident, as a line of a summary. */
export interface ActiveAlert {
  /** `alert show 12`. */
  readonly number: number;
  /** `CPU of web-1 over 80 %`. */
  readonly words: string;
  readonly tone: Tone;
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly acknowledged: boolean;
  /** Why nothing is said of it now. */
  readonly quiet?: string | undefined;
}

/** What is wrong now, as far as the person may see it: worst first, then the newest. */
export interface ActiveAlerts {
  readonly all: readonly ActiveAlert[];
  /** In which this machine fires now. */
  machine(machine: Pick<Machine, 'site' | 'id' | 'birth'>): readonly ActiveAlert[];
  /** Of the host itself and its storages, not of its machines. */
  host(host: Pick<Host, 'site' | 'name'>): readonly ActiveAlert[];
  /** On no single host: nobody has its figures, a storage that hosts share. */
  site(name: string): readonly ActiveAlert[];
}

/** More than anybody reads in a summary. */
const MOST = 200;

/** Absent where no alerts are kept, or the person may see none. */
export async function activeAlerts(
  context: Pick<CommandContext, 'alerts' | 'fleet' | 'may'>,
): Promise<ActiveAlerts | undefined> {
  const { alerts, fleet, may } = context;
  if (alerts === undefined || !may('alert.read')) return undefined;
  const found = await alerts.list({ sites: alertSites(fleet), ended: false, limit: MOST });
  const seen = found.flatMap((incident) => seenOf(incident, context) ?? []).toSorted(worstFirst);
  const drawn = (incidents: readonly KeptIncident[]) =>
    incidents.map((incident) => lineOf(incident, rulesIn(context)));
  const where = (fits: (member: Member) => boolean) =>
    drawn(
      seen.filter(({ members }) => members.some((one) => one.until === undefined && fits(one))),
    );
  return {
    all: drawn(seen),
    machine: (machine) => where(({ subject: { key } }) => isKeyOf(key, machine)),
    host: ({ site, name }) =>
      where(
        ({ subject }) => isOfHosts(subject.kind) && subject.site === site && subject.host === name,
      ),
    site: (name) => drawn(seen.filter(({ site, host }) => site === name && !host)),
  };
}

function isOfHosts(kind: SubjectKind): boolean {
  return kind === 'host' || kind === 'storage';
}

/** A list that asked for no birth mark has none: the machine that stands there now is meant. */
function isKeyOf(
  key: string,
  { site, id, birth }: Pick<Machine, 'site' | 'id' | 'birth'>,
): boolean {
  const before = `${site}/machine/${id}/`;
  if (!key.startsWith(before)) return false;
  const known = key.slice(before.length);
  return known === birth || known === '' || birth === '';
}

function lineOf(incident: KeptIncident, rules: readonly Rule[]): ActiveAlert {
  const { number, severity, startedAt, state, quiet } = incident;
  return {
    ...{ number, quiet, since: startedAt, tone: severityTone(severity) },
    words: whatOf(incident, rules),
    acknowledged: state === 'acknowledged',
  };
}

function worstFirst(a: KeptIncident, b: KeptIncident): number {
  if (a.severity !== b.severity) return a.severity === 'critical' ? -1 : 1;
  return b.startedAt - a.startedAt;
}
