import { rulesIn } from '../../src/alerts/alerts.ts';
import { hostSubject, machineSubject } from '../../src/alerts/engine/subjects.ts';
import { createReplay, type Played } from '../../src/alerts/replay.ts';
import { replayCard } from '../../src/cards/alert-replay.ts';
import { type CommandContext, defineCommand } from '../../src/command.ts';
import { matcher } from '../../src/inventory/selector.ts';
import { lasts, matchSeries, metricsOf, spanOf } from '../../src/metrics/kept.ts';
import { hostThing, machineThing } from '../../src/metrics/read.ts';

/** Milliseconds that are read at once: minutes of a large fleet are many. */
const SLICE_MS = 3_600_000;

export const alertReplay = defineCommand({
  name: 'alert replay',
  description: 'Plays the rules over what was measured, and says what would have been an alert',
  needs: 'alert.read',
  audience: 'caller',
  options: {
    on: {
      type: 'text',
      of: 'selector',
      description: 'Which machines and hosts: web-*, tag:prod, host:kvm-a; all when left out',
      required: false,
    },
    last: {
      type: 'choice',
      values: lasts.filter((last) => last !== '30d'),
      description: 'How far back; 24h when left out',
      required: false,
      positional: false,
    },
  },
  examples: ['alert replay', 'alert replay tag:prod --last 7d'],
  async run({ on, last = '24h' }, context) {
    const metrics = metricsOf(context);
    const rules = rulesIn(context);
    const played = await playedOf(on, context);
    const replay = createReplay(rules, played);
    const { from, to } = spanOf(last, context.now());
    const series = played.map(({ number }) => number);
    for (let at = from; at < to && series.length > 0; at += SLICE_MS) {
      context.signal.throwIfAborted();
      replay.play(await metrics.past({ series, from: at, to: Math.min(at + SLICE_MS, to) }));
    }
    const hosts = played.filter(({ subject }) => subject.kind === 'host').length;
    const replayed = replay.result();
    return replayCard({ replayed, rules, last, machines: played.length - hosts, hosts });
  },
});

/** What the caller may see, fits, and has figures. */
async function playedOf(
  on: string | undefined,
  context: CommandContext,
): Promise<readonly Played[]> {
  const { fleet, signal, may } = context;
  const [machines, hosts] = await Promise.all([
    may('vm.read') ? fleet.machines(signal) : [],
    may('host.read') ? fleet.hosts(signal) : [],
  ]);
  const all = [
    ...hosts
      .flatMap(({ items }) => items)
      .map((host) => ({ thing: hostThing(host), subject: hostSubject(host) })),
    ...machines
      .flatMap(({ items }) => items)
      .map((machine) => ({ thing: machineThing(machine), subject: machineSubject(machine) })),
  ];
  const fits = on === undefined ? () => true : matcher(on);
  const wanted = all
    .filter(({ subject }) => fits(subject))
    .map(({ thing, subject }) => ({ thing, as: { subject, cpus: thing.cpus } }));
  const sites = fleet.sites.map(({ site }) => site.name);
  const series = await metricsOf(context).series(sites);
  return matchSeries(series, wanted).map(({ number, as }): Played => ({ number, ...as }));
}
