import { checkSite } from '../checks.ts';
import { hostNetOf } from '../connectivity/facts/host-net.ts';
import { BotError } from '../errors.ts';
import { someAtOnce } from '../flow/some-at-once.ts';
import type { Host, Hypervisor, Machine } from '../hypervisor.ts';
import {
  factsOfWay,
  type Gap,
  type HostWires,
  type KnownMachine,
  type MachineLook,
  type SiteFacts,
} from './facts.ts';

/** Machines that are each looked at by themselves; the figure bounds the time of a check, not the fleet. */
const MOST_LOOKS = 60;

export interface Collecting {
  readonly signal: AbortSignal;
  /** Whether machines are looked at one by one too: their agents, and whether a snapshot would work. */
  readonly machines: boolean;
}

/** Asks one site for all that the rules judge by. What it does not answer is a gap, with the reason. */
export async function collect(
  hypervisor: Hypervisor,
  { signal, machines: each }: Collecting,
): Promise<SiteFacts> {
  const gaps: Gap[] = [];
  const asked = <T>(what: string, ask: () => Promise<readonly T[]> | undefined) =>
    known(what, ask, { gaps, signal });
  const checks = await checkSite(hypervisor, signal);
  const { site, network, storage } = hypervisor;
  const at = Date.now();
  if (isShut(checks)) return factsOfWay(site.name, checks, at);
  const [hosts, machines, vitals, pools, segments] = await Promise.all([
    asked('the hosts', () => hypervisor.hosts(signal)),
    asked('the machines', () => hypervisor.machines(signal)),
    asked('kernel and processor', () => hypervisor.checks?.vitals?.(signal)),
    asked('the storage', () => storage?.pools(signal)),
    asked('bridges and networks', () => network?.segments(signal)),
  ]);
  const nets = await netsOf(hypervisor, hosts, { gaps, signal });
  const looks = each ? await lookAtEach(hypervisor, machines, { gaps, signal }) : [];
  const seen = { hosts, machines: machines.map(shortOf), vitals, pools, segments, nets, looks };
  return { site: site.name, at, checks, ...seen, gaps };
}

/** Nothing behind a door that is shut is asked: each question would wait for the same answer. */
function isShut(checks: SiteFacts['checks']): boolean {
  const doors = ['site-silent', 'ssh-refused', 'login-refused'];
  const shut = checks.some(({ code, state }) => state === 'failed' && doors.includes(code));
  return shut || checks.every(({ state }) => state === 'failed');
}

interface Asking {
  readonly gaps: Gap[];
  readonly signal: AbortSignal;
}

async function known<T>(
  what: string,
  ask: () => Promise<readonly T[]> | undefined,
  { gaps, signal }: Asking,
): Promise<readonly T[]> {
  try {
    return (await ask()) ?? [];
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof BotError)) throw error;
    gaps.push({ what, why: error.message });
    return [];
  }
}

/** Milliseconds for a look at one host's network. */
const NET_LIMIT = 8_000;

/** Of the hosts that are there, where a shell or the platform tells it. */
async function netsOf(
  hypervisor: Hypervisor,
  hosts: readonly Host[],
  { gaps, signal }: Asking,
): Promise<readonly HostWires[]> {
  const { onHost, network } = hypervisor;
  if (!onHost && !network?.links) return [];
  const up = hosts.filter(({ problem }) => problem === undefined);
  const found = await someAtOnce(up, ({ name }) =>
    known(
      `the network of ${name}`,
      async () => {
        const options = { signal, timeoutMs: NET_LIMIT };
        return [{ host: name, links: (await hostNetOf(hypervisor, name, options)).links }];
      },
      { gaps, signal },
    ),
  );
  return found.flat();
}

function shortOf({ id, host, name, state, memoryBytes, cpus, ...more }: Machine): KnownMachine {
  const { template, tags, pool } = more;
  return { id, host, name, state, memoryBytes, cpus, template, tags, pool };
}

async function lookAtEach(
  hypervisor: Hypervisor,
  machines: readonly Machine[],
  { gaps, signal }: Asking,
): Promise<readonly MachineLook[]> {
  const all = machines.filter(({ template }) => template !== true);
  if (all.length > MOST_LOOKS) {
    const why = `only the first ${MOST_LOOKS} of ${all.length} were looked at for agents and snapshots`;
    gaps.push({ what: 'machines', why });
  }
  return someAtOnce(all.slice(0, MOST_LOOKS), (machine) => lookAt(hypervisor, machine, signal));
}

/** What cannot be told of one machine is left out: it may have gone meanwhile. */
async function lookAt(
  { guest, snapshots }: Hypervisor,
  machine: Machine,
  signal: AbortSignal,
): Promise<MachineLook> {
  const running = machine.state === 'running';
  const maybe = async <T>(ask: () => Promise<T> | undefined) => {
    try {
      return await ask();
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof BotError) return undefined;
      throw error;
    }
  };
  const wanted = { name: 'nakhoda-check', description: '' };
  const [diagnosis, obstacle] = await Promise.all([
    maybe(() => (running ? guest?.diagnose?.(machine, signal) : undefined)),
    maybe(() => snapshots?.createObstacle(machine, wanted, signal)),
  ]);
  const snapshot = obstacle && { message: obstacle.message, hint: obstacle.hint };
  return { id: machine.id, agent: diagnosis?.channel, snapshot };
}
