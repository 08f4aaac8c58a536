import { certainSkew } from '../../doctor/rules/hosts.ts';
import { someAtOnce } from '../../flow/some-at-once.ts';
import type { FileSystem } from '../../guest/file-systems.ts';
import { type GuestLook, lookInside } from '../../guest/probe.ts';
import type { Fleet } from '../../inventory.ts';
import { machineSubject } from '../engine/subjects.ts';
import { type SignalName, signals } from '../rules/signal.ts';
import type { Reading, Source } from '../source.ts';
import { within } from './bounded.ts';
import { createRounds } from './rounds.ts';
import { type RulesNow, watchedBy } from './watched.ts';

/** Milliseconds between two calls; each asks a part of the guests, and each guest in one question. */
const CALL_MS = 60_000;
/** Milliseconds for one guest. */
const LIMIT_MS = 20_000;

/** How full guests are, and what their clocks say. One without an agent, or that does not answer, has no figures. */
export function guestSource(fleet: Pick<Fleet, 'site'>, rules: RulesNow): Source {
  const names: readonly SignalName[] = ['machine-disk', 'guest-clock'];
  const { everyMs } = signals['machine-disk'];
  const rounds = createRounds({ everyMs, callMs: CALL_MS, least: 6 });
  const wanted = watchedBy(rules, names);
  return {
    signals: names,
    everyMs: CALL_MS,
    async read({ site, machines, now, signal }) {
      const { guest } = fleet.site(site);
      if (guest === undefined) return [];
      const all = machines.filter((machine) => machine.state === 'running' && wanted(machine));
      const found = await someAtOnce(rounds.next(site, all, now), async (machine) => {
        const look = await within({ signal, ms: LIMIT_MS }, (limit) =>
          lookInside(guest, machine, limit),
        );
        const subject = machineSubject(machine);
        return valuesOf(look).map(
          ([name, value]): Reading => ({ subject, signal: name, at: now, value }),
        );
      });
      return found.flat();
    },
  };
}

function valuesOf(look: GuestLook | undefined): readonly [SignalName, number][] {
  if (look === undefined) return [];
  const fills = (look.fileSystems ?? []).filter(isOwn).map(fillOf);
  return [
    ...(fills.length === 0 ? [] : [['machine-disk', Math.max(...fills)] as [SignalName, number]]),
    ...(look.clock === undefined
      ? []
      : [['guest-clock', Math.abs(certainSkew(look.clock))] as [SignalName, number]]),
  ];
}

/** As df counts it: what is kept for root is neither used nor free. */
function fillOf({ used, available }: FileSystem): number {
  return used / (used + available);
}

/** Kinds that are somebody else's disk, or full from the day they were made. */
const foreign = new Set(
  'nfs nfs4 cifs smb3 9p virtiofs ceph glusterfs fuse.glusterfs fuse.sshfs vboxsf iso9660 udf erofs'.split(
    ' ',
  ),
);

function isOwn({ kind, device, used, available }: FileSystem): boolean {
  if (used + available === 0) return false;
  return kind === undefined ? !/^\/dev\/(sr|cd)\d+$|^\/\/|:\//.test(device) : !foreign.has(kind);
}
