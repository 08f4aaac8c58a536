import { isIPv4 } from 'node:net';
import { addressOf, reachable } from '../../guest/addresses.ts';
import type { GuestInterface } from '../../hypervisor/guest.ts';
import type { Host, Machine, MachineRef } from '../../hypervisor.ts';
import type { Fleet } from '../../inventory.ts';
import { asId, type Traces } from './traces.ts';

/** What of the bot a machine or a host carries. */
export type Part = 'bot' | 'database';

/** The bot's own machines: those that it and its PostgreSQL run on. */
export interface Own {
  /** From memory alone: what is certain, or was found out by {@link Own.find}. */
  known(machine: MachineRef): readonly Part[];
  host(host: Host): readonly Part[];
  /** Asks what has to be asked: the database where it is, the guest for its addresses. Never throws. */
  find(machine: MachineRef, signal: AbortSignal): Promise<readonly Part[]>;
  /** True where only the machine's guest could tell, and it has not just done so. */
  isOpen(machine: MachineRef): boolean;
  /** What a guest has just told anyway. */
  learn(machine: MachineRef, interfaces: readonly GuestInterface[]): void;
}

/** `site/name` or `site/id`, for what cannot be found out. */
export interface OwnConfig {
  readonly machine?: string | undefined;
  readonly database?: string | undefined;
}

export interface OwnParts {
  readonly config: OwnConfig;
  readonly traces: Traces;
  readonly fleet: Pick<Fleet, 'current'>;
  /** The addresses of the database's server; absent where it runs beside the bot. */
  readonly databaseAddresses?: (() => Promise<readonly string[]>) | undefined;
  /** Milliseconds since the epoch. */
  readonly now?: (() => number) | undefined;
}

/** Milliseconds a guest may take to tell its addresses: a person waits for the plan. */
const GUEST_LIMIT = 3_000;
/** Milliseconds for which a guest that told its addresses is not asked again: a plan is made twice, then carried out. */
const TOLD_FOR = 60_000;

export function createOwn(parts: OwnParts): Own {
  const { config, traces, now = Date.now } = parts;
  const remembered = new Map<string, readonly Part[]>();
  const told = new Map<string, { readonly at: number; readonly database: string }>();
  const database = createDatabasePlace(parts);
  const place = () => JSON.stringify([database.beside(), database.addresses()]);
  const known = (machine: MachineRef): readonly Part[] => {
    const found = remembered.get(keyOf(machine)) ?? [];
    const bot =
      isNamed(config.machine, machine) ?? sameId(traces, machine) ?? found.includes('bot');
    const withBot = database.beside() && bot;
    const data = isNamed(config.database, machine) ?? (withBot || found.includes('database'));
    return partsOf(bot, data);
  };
  const learn = (machine: MachineRef, interfaces: readonly GuestInterface[]) => {
    // A guest that is silent now was found here before: it has not moved.
    if (interfaces.length === 0) return;
    const theirs = reachable(interfaces);
    const bot = sameNic(traces, interfaces);
    remembered.set(keyOf(machine), partsOf(bot, shares(theirs, database.addresses())));
    told.set(keyOf(machine), { at: now(), database: place() });
  };
  const isOpen = (machine: MachineRef) => {
    if (!onlyGuestTells(parts, machine, database.addresses())) return false;
    const last = told.get(keyOf(machine));
    // What it told was held against the database's addresses of then.
    return last === undefined || last.database !== place() || now() - last.at > TOLD_FOR;
  };
  void database.locate();
  return {
    known,
    learn,
    isOpen,
    host: (host) => {
      const mine = [traces.uuid, traces.machineId].filter((id) => id !== undefined);
      const id = host.machineId === undefined ? undefined : asId(host.machineId);
      const bot = id !== undefined && mine.includes(id);
      const data = database.beside() ? bot : shares(host.addresses ?? [], database.addresses());
      return partsOf(bot, config.database === undefined && data);
    },
    async find(machine, signal) {
      await database.locate();
      if (isOpen(machine)) learn(machine, await interfacesOf(parts, machine, signal));
      return known(machine);
    },
  };
}

/** Neither the configuration nor an id decides it for this machine. */
function onlyGuestTells(
  { config, traces }: OwnParts,
  machine: MachineRef,
  databaseAddresses: readonly string[],
): boolean {
  const bot = config.machine === undefined && sameId(traces, machine) === undefined;
  return bot || (config.database === undefined && databaseAddresses.length > 0);
}

function createDatabasePlace({ databaseAddresses, config, traces }: OwnParts) {
  const mine = new Set(traces.nics.flatMap(({ addresses }) => addresses.map(plain)));
  let found: readonly string[] | undefined = databaseAddresses === undefined ? [] : undefined;
  const isMine = (address: string) => mine.has(address) || isLoopback(address);
  const beside = () => config.database === undefined && found !== undefined && found.every(isMine);
  return {
    /** It runs on the bot's own machine. */
    beside,
    addresses: () => (beside() ? [] : (found ?? [])),
    async locate() {
      // What cannot be known now is asked for again the next time.
      found ??= (await databaseAddresses?.().catch(() => undefined))?.map(plain);
    },
  };
}

async function interfacesOf(
  { fleet }: OwnParts,
  ref: MachineRef,
  signal: AbortSignal,
): Promise<readonly GuestInterface[]> {
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(GUEST_LIMIT)]);
    const { machine, hypervisor } = await fleet.current(ref, limit);
    if (hypervisor.guest === undefined || !isOn(machine)) return [];
    return await hypervisor.guest.addresses(machine, limit);
  } catch {
    return [];
  }
}

function isOn({ state }: Machine): boolean {
  return state === 'running' || state === 'stopping';
}

function isNamed(name: string | undefined, machine: MachineRef): boolean | undefined {
  if (name === undefined) return undefined;
  const { site, id } = machine;
  return name === `${site}/${machine.name}` || name === `${site}/${id}`;
}

/** Undefined where one of the two has no UUID. */
function sameId({ uuid }: Traces, { id, birth }: MachineRef): boolean | undefined {
  const theirs = [asId(id), asId(birth)].filter((one) => one !== undefined);
  return uuid === undefined || theirs.length === 0 ? undefined : theirs.includes(uuid);
}

/** Card and address together: bridges of containers have the same address everywhere. */
function sameNic({ nics }: Traces, interfaces: readonly GuestInterface[]): boolean {
  return interfaces.some(({ mac, addresses }) => {
    const mine = nics.find((nic) => nic.mac.toLowerCase() === mac?.toLowerCase());
    return mine !== undefined && shares(addresses, mine.addresses.map(plain));
  });
}

function shares(theirs: readonly string[], mine: readonly string[]): boolean {
  return theirs.some((address) => mine.includes(plain(address)));
}

/** Without prefix length and zone; an IPv4 address in IPv6 dress as itself. */
function plain(address: string): string {
  const bare = addressOf(address);
  const inner = bare.replace(/^::ffff:/, '');
  return isIPv4(inner) ? inner : bare;
}

function isLoopback(address: string): boolean {
  return /^127\./.test(address) || address === '::1';
}

function keyOf({ site, id, birth }: MachineRef): string {
  return JSON.stringify([site, id, birth]);
}

function partsOf(bot: boolean, database: boolean): readonly Part[] {
  return [...(bot ? (['bot'] as const) : []), ...(database ? (['database'] as const) : [])];
}
