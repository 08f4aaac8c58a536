import { count } from '../../format.ts';
import type { Vitals } from '../../hypervisor/checks.ts';
import type { Finding } from '../finding.ts';
import type { Seat } from '../physical.ts';

/** What only shows when several sites of one physical host are seen together; `alone` is what each showed by itself. */
export function ofShared(
  groups: readonly (readonly Seat[])[],
  alone: readonly Finding[],
): readonly Finding[] {
  const shared = groups.filter((seats) => new Set(seats.map(({ facts }) => facts.site)).size > 1);
  const told = alone.map((finding) => withRivals(finding, shared));
  const known = new Set(
    told.filter(({ code }) => code === 'vtx-contended').map(({ site }) => site),
  );
  return [
    ...told,
    ...shared.map(one),
    ...shared
      .filter((seats) => !seats.some(({ facts }) => known.has(facts.site)))
      .flatMap(contention),
  ];
}

function one(seats: readonly Seat[]): Finding {
  const [first, ...rest] = whereabouts(seats);
  const { facts, host } = at(seats);
  return {
    code: 'host-shared',
    severity: 'info',
    site: facts.site,
    host: host.name,
    others: othersOf(seats, facts.site),
    says: `${first} is the same physical host as ${rest.join(', ')}: its memory and processors are there once`,
    at: oldest(seats),
  };
}

/** A hypervisor found the other in its way by itself; here is whose that is. */
function withRivals(finding: Finding, shared: readonly (readonly Seat[])[]): Finding {
  if (finding.code !== 'vtx-contended') return finding;
  const group = shared.find((seats) => seats.some(({ facts }) => facts.site === finding.site));
  const rivals = group?.filter(({ facts }) => facts.site !== finding.site) ?? [];
  if (rivals.length === 0) return finding;
  const who = rivals.map((seat) => `${where(seat)} (${count(running(seat), 'machine')} running)`);
  return {
    ...finding,
    others: othersOf(rivals, finding.site),
    says: `${finding.says}; on the same physical host is ${who.join(', ')}`,
  };
}

/** Two that use the extension, and neither says whether it shares it. */
function contention(seats: readonly Seat[]): readonly Finding[] {
  const using = seats.flatMap((seat) => {
    const { accelerator, extension } = vitalsOf(seat) ?? {};
    // Where the processor has none, there is nothing to keep from another.
    return accelerator === undefined || extension === 'none' ? [] : [{ seat, accelerator }];
  });
  if (new Set(using.map(({ accelerator }) => accelerator)).size < 2) return [];
  if (using.some(({ seat }) => vitalsOf(seat)?.shares === true)) return [];
  const { facts, host } = at(seats);
  const words = using.map(({ seat, accelerator }) => `${accelerator} of ${where(seat)}`);
  return [
    {
      code: 'vtx-contended',
      severity: 'warning',
      site: facts.site,
      host: host.name,
      others: othersOf(seats, facts.site),
      says: `${words.join(' and ')} want the same VT-x or AMD-V: whichever starts a machine first may keep it`,
      fix: 'Run machines of one of them at a time, unless both are new enough to share it.',
      at: oldest(seats),
    },
  ];
}

function vitalsOf({ facts, host }: Seat): Vitals | undefined {
  return facts.vitals.find((vitals) => vitals.host === host.name);
}

function running({ facts, host }: Seat): number {
  return facts.machines.filter((one) => one.host === host.name && one.state === 'running').length;
}

function whereabouts(seats: readonly Seat[]): readonly string[] {
  return seats.map(where);
}

function where({ facts, host }: Seat): string {
  return facts.site === host.name ? host.name : `${facts.site}/${host.name}`;
}

function othersOf(seats: readonly Seat[], site: string): readonly string[] {
  return [...new Set(seats.map(({ facts }) => facts.site))].filter((name) => name !== site);
}

function oldest(seats: readonly Seat[]): number {
  return Math.min(...seats.map(({ facts }) => facts.at));
}

function at([first]: readonly Seat[]): Seat {
  // A group has at least two.
  if (first === undefined) throw new Error('a physical host without hosts');
  return first;
}
