import { monitorEventLoopDelay } from 'node:perf_hooks';
import { unlessAborted } from './flow/wait.ts';
import type { Fleet } from './inventory.ts';
import type { Finding } from './store/alerts/findings.ts';
import type { Load } from './store/load.ts';
import type { Store } from './store/store.ts';

/** How this replica does, for whoever watches it. */
export interface Health {
  /** False only for what a new start may cure: see {@link isLive}. */
  live(): boolean;
  readiness(): Readiness;
  figures(): Figures;
  /** The runner's word to the store came back. */
  beat(): void;
  /** Looks at the store and the sites from now on; the runner has started. */
  watch(app: Watched): void;
  /** Ready for nothing any more. */
  leave(): void;
}

export interface Watched {
  readonly store: Pick<Store, 'load'>;
  readonly fleet: Fleet;
  /** What whoever polls the sites found there; absent: they are asked from here. */
  readonly findings?: (() => Promise<readonly Finding[]>) | undefined;
  /** Why this replica takes nothing new, in words. */
  trouble?(): string | undefined;
  /** The chats over a network, as they are when asked. */
  chats?(): readonly ChatHealth[];
}

export interface Readiness {
  readonly ready: boolean;
  /**
   * Why not, in words; empty when ready. A site that does not answer is none: the others are served. So is a chat,
   * unless none is connected.
   */
  readonly reasons: readonly string[];
  readonly sites: readonly SiteHealth[];
  /** The configured ones. */
  readonly chats: readonly ChatHealth[];
}

export interface ChatHealth {
  readonly platform: string;
  readonly connected: boolean;
  /** Another replica listens there for all; this one speaks. */
  readonly standby?: boolean | undefined;
  readonly problem?: string | undefined;
}

export interface SiteHealth {
  readonly name: string;
  /** Absent while it was not asked yet. */
  readonly answers?: boolean | undefined;
  /** When it last answered, milliseconds since the epoch. */
  readonly at?: number | undefined;
  readonly problem?: string | undefined;
}

/** What is not known is absent. */
export interface Figures {
  readonly load?: Load | undefined;
  /** Milliseconds of the store's last answer. */
  readonly storeMs?: number | undefined;
  /** Milliseconds for which it has not answered, where it does not. */
  readonly storeAwayMs?: number | undefined;
  /** Milliseconds that work waited for its turn in this process, in the worst hundredth of the last half minute. */
  readonly stallMs?: number | undefined;
  readonly sites: readonly SiteHealth[];
  readonly chats?: readonly ChatHealth[] | undefined;
}

export interface HealthOptions {
  /** Milliseconds between two questions to the store, and the most that an answer may take. */
  readonly storeMs: number;
  /** Milliseconds between two questions to the sites; shared with whoever asks for a list. */
  readonly sitesMs: number;
  /** Milliseconds over which it is counted how long work waits for its turn. */
  readonly stallMs: number;
}

const defaults: HealthOptions = { storeMs: 3_000, sitesMs: 30_000, stallMs: 30_000 };

/** A beat is due every three seconds, and a store that is down refuses it within this time. */
const STUCK_MS = 60_000;

export function createHealth(options: HealthOptions = defaults): Health {
  const state: State = { phase: 'starting', beatAt: performance.now(), sites: [], chats: () => [] };
  const stop = new AbortController();
  return {
    live: () => isLive(state),
    readiness: () => readinessOf(state),
    figures: () => ({
      load: state.load,
      storeMs: state.storeMs,
      storeAwayMs: state.awayAt === undefined ? undefined : performance.now() - state.awayAt,
      stallMs: state.stallMs,
      sites: state.sites,
      chats: state.chats(),
    }),
    beat() {
      state.beatAt = performance.now();
    },
    watch({ store, fleet, chats, findings, trouble }) {
      if (state.phase === 'leaving') return;
      if (chats) state.chats = chats;
      if (trouble) state.idle = trouble;
      state.phase = 'working';
      state.beatAt = performance.now();
      state.sites = fleet.sites.map(({ site }) => ({ name: site.name }));
      countStalls(state, options.stallMs, stop.signal);
      every(options.storeMs, stop.signal, () => askStore(state, store, options.storeMs));
      if (findings) every(options.storeMs, stop.signal, () => readSites(state, findings));
      else every(options.sitesMs, stop.signal, () => askSites(state, fleet, stop.signal));
    },
    leave() {
      state.phase = 'leaving';
      stop.abort();
    },
  };
}

interface State {
  phase: 'starting' | 'working' | 'leaving';
  beatAt: number;
  /** Why the store cannot be used; absent when it answered. */
  trouble?: string | undefined;
  load?: Load | undefined;
  storeMs?: number | undefined;
  /** Since when it has not answered. */
  awayAt?: number | undefined;
  stallMs?: number | undefined;
  sites: readonly SiteHealth[];
  chats: () => readonly ChatHealth[];
  /** Why it takes nothing new. */
  idle?: () => string | undefined;
}

/**
 * A store or a site that is down makes no bot dead, for a new start brings neither back. A beat that neither
 * succeeds nor fails is another matter: something in this process hangs.
 */
function isLive({ phase, beatAt }: State): boolean {
  return phase !== 'working' || performance.now() - beatAt < STUCK_MS;
}

function readinessOf(state: State): Readiness {
  const { phase, trouble, load, sites } = state;
  const chats = state.chats();
  const reasons: string[] = [];
  if (phase === 'starting') reasons.push('The bot is starting');
  else if (phase === 'leaving') reasons.push('The bot is leaving');
  else if (trouble !== undefined) reasons.push(trouble);
  else if (!load) reasons.push('The bot’s database was not asked yet');
  const idle = phase === 'working' ? state.idle?.() : undefined;
  if (idle !== undefined) reasons.push(idle);
  if (phase === 'working' && chats.length > 0 && !chats.some(({ connected }) => connected)) {
    reasons.push('No chat is connected');
  }
  if (!isLive(state)) reasons.push('The runner has not been heard of for a minute');
  return { ready: reasons.length === 0, reasons, sites, chats };
}

async function askStore(state: State, store: Pick<Store, 'load'>, limitMs: number): Promise<void> {
  const began = performance.now();
  try {
    state.load = await unlessAborted(store.load(), AbortSignal.timeout(limitMs));
    state.storeMs = performance.now() - began;
    state.awayAt = undefined;
    state.trouble = undefined;
  } catch {
    // Its words are of no use here, and the runner logs them.
    state.load = undefined;
    state.storeMs = undefined;
    state.awayAt ??= began;
    state.trouble = 'The bot’s database does not answer';
  }
}

/** Milliseconds between two looks, which an idle process counts too. */
const LOOK_MS = 10;

function countStalls(state: State, overMs: number, signal: AbortSignal): void {
  const delays = monitorEventLoopDelay({ resolution: LOOK_MS });
  delays.enable();
  const timer = setInterval(() => {
    if (delays.count > 0) state.stallMs = Math.max(0, delays.percentile(99) / 1e6 - LOOK_MS);
    delays.reset();
  }, overMs);
  timer.unref();
  const stop = () => {
    clearInterval(timer);
    delays.disable();
  };
  signal.addEventListener('abort', stop, { once: true });
}

async function askSites(state: State, fleet: Fleet, signal: AbortSignal): Promise<void> {
  const answers = await fleet.machines(signal);
  state.sites = answers.map(({ site, at, problem }) => ({
    name: site,
    answers: problem === undefined,
    at,
    problem,
  }));
}

/** Milliseconds after which nobody knows any more how a site is. */
const FORGOTTEN_MS = 120_000;

/** As the one that polls each found it. */
async function readSites(state: State, findings: () => Promise<readonly Finding[]>): Promise<void> {
  const found = new Map((await findings()).map((finding) => [finding.site, finding]));
  state.sites = state.sites.map(({ name }) => {
    const { askedAt = 0, answeredAt: at, problem } = found.get(name) ?? {};
    if (Date.now() - askedAt > FORGOTTEN_MS) return { name, at };
    return { name, answers: problem === undefined, at, problem };
  });
}

/** At once, and again so long after each end; what fails is as good as not asked. */
function every(ms: number, signal: AbortSignal, work: () => Promise<void>): void {
  const again = () => {
    if (!signal.aborted) setTimeout(turn, ms).unref();
  };
  const turn = () => {
    if (!signal.aborted) work().then(again, again);
  };
  turn();
}
