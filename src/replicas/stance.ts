import { unlessAborted } from '../flow/wait.ts';
import type { Log } from '../log.ts';
import type { Published } from '../store/replicas/policies.ts';
import type { ReplicaRecords } from '../store/replicas/records.ts';
import type { Reported } from '../store/replicas/report.ts';

/** Where this process stands among the others: whether it may take new work, and at which sites. */
export interface Stance {
  /** Why it takes nothing new, in words; undefined while it may. */
  trouble(): string | undefined;
  /** Whether another running replica has the policy in force, and so can do what this one may not. */
  elsewhere(): boolean;
  /** Those of its sites whose work is rather another's just now: that one reaches them, and this one does not. */
  better(): readonly string[];
  /** Calls back whenever the trouble has begun or ended. */
  changes(heard: () => void): void;
  close(): Promise<void>;
}

export interface StanceParts {
  readonly records: Pick<ReplicaRecords, 'report' | 'policy' | 'policyChanges'>;
  /**
   * The hash of the policy that is loaded now; undefined where there are no rules. One that has changed while the process
   * runs was loaded on purpose, and is the one in force from then on. Absent where nobody keeps replicas to one policy.
   */
  policy?(): string | undefined;
  /** Those of its sites that did not answer it last. */
  unreached(): readonly string[];
  readonly log: Log;
}

/** A process without rules differs from one that has some. */
const NO_RULES = 'none';
/** Milliseconds between two reports. */
const REPORT_MS = 2_000;
/** Milliseconds for one of them. */
const ANSWER_MS = 1_500;

/** Reports every other second what this process is like, and hears which policy is in force. */
export async function openStance({
  records,
  policy,
  unreached,
  log,
}: StanceParts): Promise<Stance> {
  const state = createState(log);
  const meet = async (reloaded: boolean) => {
    const hash = policy && (policy() ?? NO_RULES);
    if (hash === undefined || hash === state.loaded()) return;
    const active = await records.policy(hash, reloaded);
    state.load(hash);
    // Another policy is in force only while somebody else has it.
    state.heard(active, { better: state.better(), carried: active.hash !== hash });
  };
  const look = async () => {
    await meet(true);
    const said = await unlessAborted(
      records.report({ unreached: unreached() }),
      AbortSignal.timeout(ANSWER_MS),
    );
    state.heard(said.policy, said);
  };
  const soon = () =>
    void look().catch((err: unknown) => log.debug({ err }, 'this replica could not report'));
  await meet(false);
  const hush = await records.policyChanges(soon);
  const timer = setInterval(soon, REPORT_MS);
  timer.unref();
  return {
    trouble: state.trouble,
    elsewhere: state.elsewhere,
    better: state.better,
    changes: state.changes,
    async close() {
      clearInterval(timer);
      await hush();
    },
  };
}

type Others = Pick<Reported, 'better' | 'carried'>;

function createState(log: Log) {
  const listeners: (() => void)[] = [];
  let mine: string | undefined;
  let trouble: string | undefined;
  let others: Others = { better: [], carried: false };
  const judge = (active: Published | undefined) => {
    const before = trouble;
    trouble =
      mine === undefined || active === undefined || active.hash === mine
        ? undefined
        : otherPolicy(mine, active);
    if (trouble === before) return;
    const seen = { loaded: mine, inForce: active?.hash, from: active?.host };
    if (trouble === undefined) log.info(seen, 'the policy in force is loaded: taking new work');
    else log.warn(seen, trouble);
    for (const heard of listeners) heard();
  };
  return {
    trouble: () => trouble,
    elsewhere: () => others.carried,
    better: () => others.better,
    changes: (heard: () => void) => void listeners.push(heard),
    loaded: () => mine,
    load(hash: string) {
      mine = hash;
    },
    heard(active: Published | undefined, { better, carried }: Others) {
      others = { better, carried };
      judge(active);
    },
  };
}

/** As people compare them: the beginning is enough. */
export function shortHash(hash: string): string {
  return hash.slice(0, 12);
}

function otherPolicy(mine: string, { hash, host }: Published): string {
  return `This replica has policy ${shortHash(mine)}, in force is ${shortHash(hash)} from ${host}: it takes nothing new until it has loaded the same`;
}
