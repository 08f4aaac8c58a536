import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Handled } from '../../src/chat.ts';
import type { Figures } from '../../src/health.ts';
import type { Meter } from '../../src/meter.ts';

/** What `/metrics` tells; all of it is of this process, but the open operations, which the store counts. */
export interface Metrics extends Omit<Meter, 'beat'> {
  readonly contentType: string;
  text(): Promise<string>;
}

/** Seconds: an operation takes from a blink to a night. */
const operationBuckets = [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900, 3600, 14_400];
const ruleBuckets = [0.001, 0.005, 0.01, 0.03, 0.1, 0.3, 1];
const answerBuckets = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** Labels are words of closed sets and the configuration's own names; nothing that a hypervisor or a person said. */
export function createMetrics(version: string, figures: () => Figures): Metrics {
  const register = new Registry();
  collectDefaultMetrics({ register, prefix: 'nakhoda_' });
  addFigures(register, version, figures);
  const events = { ...addEvents(register), ...addMeasured(register), ...addAlerts(register) };
  // What has not happened yet is 0 here, and known to be.
  for (const outcome of outcomes) events.commands.inc({ outcome }, 0);
  return {
    contentType: register.contentType,
    text: () => register.metrics(),
    handled(outcome, ms) {
      events.commands.inc({ outcome });
      events.answers.observe(ms / 1_000);
    },
    ended({ kind, state, ms }) {
      events.operations.inc({ kind, state });
      events.durations.observe({ kind }, ms / 1_000);
    },
    called(site, failure) {
      events.calls.inc({ site });
      if (failure !== undefined) events.failures.inc({ site, code: failure });
    },
    measured(site, { samples, ms }) {
      events.samples.inc({ site }, samples);
      events.polls.observe({ site }, ms / 1_000);
    },
    looked(site, { open, ms }) {
      events.incidents.set({ site }, open);
      events.looks.observe({ site }, ms / 1_000);
    },
    unwatched: (site) => events.incidents.remove({ site }),
  };
}

function addMeasured(register: Registry) {
  const registers = [register];
  return {
    samples: new Counter({
      name: 'nakhoda_samples_total',
      help: 'Samples of hosts and machines that this replica measured.',
      labelNames: ['site'],
      registers,
    }),
    polls: new Histogram({
      name: 'nakhoda_poll_duration_seconds',
      help: 'Time that a site took to tell the figures of its hosts and machines.',
      labelNames: ['site'],
      buckets: answerBuckets,
      registers,
    }),
  };
}

function addAlerts(register: Registry) {
  const registers = [register];
  return {
    incidents: new Gauge({
      name: 'nakhoda_incidents_open',
      help: 'Incidents that are open on a site, told by the replica that watches it.',
      labelNames: ['site'],
      registers,
    }),
    looks: new Histogram({
      name: 'nakhoda_rules_duration_seconds',
      help: 'Time that the rules took to look at a site, without what they wrote.',
      labelNames: ['site'],
      buckets: ruleBuckets,
      registers,
    }),
  };
}

function addEvents(register: Registry) {
  const registers = [register];
  return {
    commands: new Counter({
      name: 'nakhoda_commands_total',
      help: 'Command lines that this replica handled, by what became of them.',
      labelNames: ['outcome'],
      registers,
    }),
    answers: new Histogram({
      name: 'nakhoda_command_duration_seconds',
      help: 'Time from a command line to its answer.',
      buckets: answerBuckets,
      registers,
    }),
    operations: new Counter({
      name: 'nakhoda_operations_total',
      help: 'Operations that this replica followed to their end, by kind and end.',
      labelNames: ['kind', 'state'],
      registers,
    }),
    durations: new Histogram({
      name: 'nakhoda_operation_duration_seconds',
      help: 'Time from an operation’s first start to its end.',
      labelNames: ['kind'],
      buckets: operationBuckets,
      registers,
    }),
    calls: new Counter({
      name: 'nakhoda_hypervisor_calls_total',
      help: 'Calls of a site by this replica.',
      labelNames: ['site'],
      registers,
    }),
    failures: new Counter({
      name: 'nakhoda_hypervisor_failures_total',
      help: 'Calls of a site that failed, by the code of the failure.',
      labelNames: ['site', 'code'],
      registers,
    }),
  };
}

type Labels = Readonly<Record<string, string>>;
type Reading = readonly [Labels, number | undefined];

/** Read when somebody asks. A figure that is not known is left out, never 0. */
type Gauges = (name: string, help: string, read: () => readonly Reading[]) => void;

function gaugesOf(register: Registry): Gauges {
  return (name, help, read) => {
    const labelNames = labelsOf[name] ?? [];
    new Gauge({
      name,
      help,
      labelNames,
      registers: [register],
      collect() {
        // What is no longer known goes; without labels a reset would leave a 0.
        if (labelNames.length > 0) this.reset();
        else this.remove();
        for (const [labels, value] of read()) if (value !== undefined) this.set(labels, value);
      },
    });
  };
}

function addFigures(register: Registry, version: string, figures: () => Figures): void {
  const gauge = gaugesOf(register);
  gauge('nakhoda_build_info', 'Always 1; the labels tell what runs.', () => [
    [{ version, node: process.versions.node }, 1],
  ]);
  gauge('nakhoda_site_up', '1 when the site answered the last question, else 0.', () =>
    figures().sites.map(({ name, answers }) => [
      { site: name },
      answers === undefined ? undefined : Number(answers),
    ]),
  );
  gauge('nakhoda_chat_up', '1 while the chat is connected, else 0.', () =>
    (figures().chats ?? []).map(({ platform, connected }) => [
      { chat: platform },
      Number(connected),
    ]),
  );
  addStoreFigures(gauge, figures);
}

/** What the store counts, for all replicas together, and how it does. */
function addStoreFigures(gauge: Gauges, figures: () => Figures): void {
  const seconds = (ms: number | undefined) => (ms === undefined ? undefined : ms / 1_000);
  gauge('nakhoda_operations_open', 'Operations of all replicas that have not ended.', () => {
    const { load } = figures();
    return states.map((state) => [{ state }, load?.[state]]);
  });
  const unsaid = () => figures().load?.unsaid;
  gauge('nakhoda_outbox_waiting', 'Messages of all replicas that no chat has taken yet.', () => [
    [{}, unsaid()?.count],
  ]);
  gauge('nakhoda_outbox_oldest_seconds', 'Time that the oldest of them has waited.', () => [
    [{}, seconds(unsaid()?.oldestMs)],
  ]);
  gauge('nakhoda_outbox_given_up', 'Messages of the last days that nobody was told.', () => [
    [{}, unsaid()?.givenUp],
  ]);
  gauge('nakhoda_store_up', '1 when the store answered the last question, else 0.', () => [
    [{}, figures().storeMs === undefined ? 0 : 1],
  ]);
  gauge('nakhoda_store_latency_seconds', 'Time that the store’s last answer took.', () => [
    [{}, seconds(figures().storeMs)],
  ]);
}

const outcomes: readonly Handled['outcome'][] = [
  'answered',
  'asked',
  'accepted',
  'usage',
  'refused',
];

const states = ['waiting', 'running', 'undecided'] as const;

const labelsOf: Readonly<Record<string, string[]>> = {
  nakhoda_build_info: ['version', 'node'],
  nakhoda_operations_open: ['state'],
  nakhoda_site_up: ['site'],
  nakhoda_chat_up: ['chat'],
};
