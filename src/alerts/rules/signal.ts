import type { Selectable } from '../../inventory/selector.ts';

/**
 * What can be in trouble. A storage that several hosts share is one, and so are each process of the bot, and the way from
 * one machine to another.
 */
export const subjectKinds = ['host', 'machine', 'way', 'storage', 'task', 'replica'] as const;
export type SubjectKind = (typeof subjectKinds)[number];

/** What is watched: a host, or something on one. Its `host` is empty where it is on no single one. */
export interface Subject extends Selectable {
  /** Stays the same for its whole life, on whichever host it is: `kvm/machine/…`. */
  readonly key: string;
  readonly kind: SubjectKind;
}

/** Stands where else a site's name stands; no site can be called so. */
export const OWN_SITE = 'the bot';

export interface SignalInfo {
  readonly kind: SubjectKind;
  /**
   * `share` is 0 to 1, `flag` is 0 or 1, `ratio` has no upper end, `ms` is a time in milliseconds, `days` may be a part
   * of one, `count` is how many.
   */
  readonly unit: 'share' | 'ratio' | 'flag' | 'days' | 'ms' | 'count';
  readonly words: string;
  /** What the figure is, and where it comes from: whole sentences. */
  readonly meaning: string;
  /** What to do when it fires: whole sentences. */
  readonly fix: string;
  /** Milliseconds between two values; with every poll of the site where absent. */
  readonly everyMs?: number | undefined;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** What can be wrong, as a figure that grows with the trouble. */
export const signals = {
  'machine-cpu': {
    ...{ kind: 'machine', unit: 'share', words: 'CPU of a machine' },
    meaning: 'The share of all its CPUs that is in use.',
    fix: 'guest top shows which processes take it. Give it more CPUs with vm set, or stop what runs away.',
  },
  'machine-memory': {
    ...{ kind: 'machine', unit: 'share', words: 'memory of a machine' },
    meaning: 'The share of its memory that is in use, as the guest sees it.',
    fix: 'guest top shows which processes take it. Give it more with vm set.',
  },
  'machine-disk': {
    ...{ kind: 'machine', unit: 'share', words: 'disk of a machine', everyMs: 30 * MINUTE },
    meaning:
      'How full its fullest file system is, as df in the guest says. Asked twice an hour, of guests that answer; disks over a network and media that are only read do not count.',
    fix: 'guest df shows all of them. Delete what is not needed, or enlarge the disk with vm resize.',
  },
  'machine-paused': {
    ...{ kind: 'machine', unit: 'flag', words: 'paused on an I/O error' },
    meaning: 'The hypervisor has halted it because its disk could not be written.',
    fix: 'See that its storage has room and answers (host storage), then vm resume.',
  },
  'machine-crashed': {
    ...{ kind: 'machine', unit: 'flag', words: 'crashed' },
    meaning: 'The hypervisor says that it has crashed.',
    fix: 'vm show says how. Start it with vm start, and look into its logs.',
  },
  'machine-stopped': {
    ...{ kind: 'machine', unit: 'flag', words: 'stopped unexpectedly', everyMs: MINUTE / 2 },
    meaning:
      'It ran within the last day, is off now, and nobody is known to have stopped it: no task of the bot, nobody whom the hypervisor names, nobody whose work holds it. A guest that shut itself down in order, where the hypervisor can tell, is none.',
    fix: 'vm start starts it again. Where it is meant to be off, mute it: it ends by itself after a day.',
  },
  'machine-silent': {
    ...{ kind: 'machine', unit: 'flag', words: 'its figures cannot be read' },
    meaning: 'It runs, and what runs it does not answer the hypervisor in time.',
    fix: 'vm show says why. Its host may be overloaded, or its storage may hang.',
  },
  'guest-silent': {
    ...{ kind: 'machine', unit: 'flag', words: 'runs and does not answer', everyMs: MINUTE },
    meaning:
      'It runs, and neither its guest agent answers nor any of its addresses a ping from its host. By default only machines with the tag probe are asked.',
    fix: 'vm screenshot shows what it hangs on. vm reset restarts it the hard way.',
  },
  'way-silent': {
    ...{ kind: 'way', unit: 'flag', words: 'does not answer any more', everyMs: 5 * MINUTE },
    meaning:
      'Pings from inside one machine to another that came back before do not any more, and both run. By default those with the tag mesh are watched, at most 20; they ping each other every five minutes. What never answered is no trouble, nor what has not for a month. A machine that none of the others reaches is told once.',
    fix: 'net why with the two names says which link is broken, net matrix who reaches whom.',
  },
  'way-unasked': {
    ...{ kind: 'way', unit: 'flag', words: 'cannot be looked at', everyMs: 5 * MINUTE },
    meaning:
      'The machine is to be watched for its ways to others, and runs, but its guest cannot be asked, or it is one too many.',
    fix: 'guest setup says what the guest lacks. Where it is not meant to be watched, take the tag away.',
  },
  'guest-clock': {
    ...{ kind: 'machine', unit: 'ms', words: 'clock of a guest', everyMs: 30 * MINUTE },
    meaning: 'How far its clock is from that of the bot. Asked with its file systems.',
    fix: 'See that the guest keeps its time: timedatectl says whether NTP does.',
  },
  'backup-late': {
    ...{ kind: 'machine', unit: 'days', words: 'backup is late', everyMs: HOUR },
    meaning:
      'How old its newest good backup is. One that was verified and is not whole does not count. A machine that has none is no trouble here, and nor are backups of machines that are gone.',
    fix: 'backup create makes one. See why the last ones failed: task list, and the tasks of the hypervisor.',
  },
  'backup-missing': {
    ...{ kind: 'machine', unit: 'flag', words: 'has no backup', everyMs: HOUR },
    meaning: 'There is no good backup of it. By default only machines with the tag backup count.',
    fix: 'backup create makes one.',
  },
  'snapshot-old': {
    ...{ kind: 'machine', unit: 'days', words: 'snapshot is old', everyMs: 6 * HOUR },
    meaning: 'How old its oldest snapshot is. An old one grows, and makes every disk write slower.',
    fix: 'snapshot list shows them. Delete what nobody will go back to: snapshot delete.',
  },
  'host-cpu': {
    ...{ kind: 'host', unit: 'share', words: 'CPU of a host' },
    meaning: 'The share of all its CPUs that is in use.',
    fix: 'vm list with the host as selector shows which machine takes it. Move one, or stop it.',
  },
  'host-memory': {
    ...{ kind: 'host', unit: 'share', words: 'memory of a host' },
    meaning: 'The share of its memory that is in use.',
    fix: 'Stop a machine there, or give one less. A host without memory kills machines.',
  },
  'host-load': {
    ...{ kind: 'host', unit: 'ratio', words: 'load of a host, per core' },
    meaning: 'Its load average over a minute, divided by its CPUs.',
    fix: 'With little CPU in use it is the disks that are waited for. host show and host storage show more.',
  },
  'host-clock': {
    ...{ kind: 'host', unit: 'ms', words: 'clock of a host', everyMs: 10 * MINUTE },
    meaning: 'How far its clock is from that of the bot, as the last check found.',
    fix: 'See that both keep their time: timedatectl says whether NTP does.',
  },
  'host-lost': {
    ...{ kind: 'host', unit: 'flag', words: 'host does not answer' },
    meaning:
      'The site says so, or the site does not answer at all. Nothing else is said of what is on it.',
    fix: 'host check says where the way ends. See that the host is up, and its service.',
  },
  'storage-fill': {
    ...{ kind: 'storage', unit: 'share', words: 'storage is filling', everyMs: 5 * MINUTE },
    meaning: 'The share of a storage that is in use. One that several hosts share is asked once.',
    fix: 'host storage shows what lies there, and what nobody uses. Machines stop when it is full.',
  },
  'task-failed': {
    ...{ kind: 'task', unit: 'flag', words: 'task failed', everyMs: MINUTE / 2 },
    meaning:
      'A task of the bot failed within the last hour, or nobody knows how it ended. It is over after that hour, when the same task succeeds, or when somebody settles it.',
    fix: 'task show says why. What is undecided waits for a person: task settle.',
  },
  'bot-stall': {
    ...{ kind: 'replica', unit: 'ms', words: 'the bot is slow', everyMs: MINUTE / 2 },
    meaning:
      'How long a process of the bot had to wait for its turn, in the worst hundredth of the time.',
    fix: 'Give it more CPU, or start another replica. nakhoda_nodejs_eventloop_lag_p99_seconds in /metrics shows since when.',
  },
  'bot-database': {
    ...{ kind: 'replica', unit: 'ms', words: 'the bot’s database is slow', everyMs: MINUTE / 2 },
    meaning: 'How long its database took to answer last, or has not answered for.',
    fix: 'See that PostgreSQL is up and has room and memory. Nothing new is accepted while it is away.',
  },
  'bot-unsaid': {
    ...{ kind: 'replica', unit: 'ms', words: 'messages wait to be said', everyMs: MINUTE / 2 },
    meaning: 'How long the oldest message has waited for its chat.',
    fix: 'The chat is away, or turns the bot away: the log says which. What waits is said when it is back.',
  },
  'bot-chat': {
    ...{ kind: 'replica', unit: 'count', words: 'a chat is not connected', everyMs: MINUTE / 2 },
    meaning: 'How many of the configured chats are not connected. The others are told.',
    fix: 'The log says why. A token that is not taken any more has to be replaced, and the service started again.',
  },
  'bot-webhook': {
    ...{
      kind: 'replica',
      unit: 'count',
      words: 'a webhook refuses what it is told',
      everyMs: MINUTE / 2,
    },
    meaning: 'How many of the configured webhooks refused what they were told last.',
    fix: 'alert test says what was answered, and so does the log. A key that is not taken any more has to be replaced, and the service started again. It is over when a webhook takes what it is told.',
  },
  'bot-polling': {
    ...{ kind: 'replica', unit: 'ms', words: 'sites are asked too late', everyMs: MINUTE / 2 },
    meaning:
      'How long ago the site was asked that was asked least recently. Sites that do not answer are asked too.',
    fix: 'No replica that reaches the site is running, or one is overloaded: replica list.',
  },
} as const satisfies Readonly<Record<string, SignalInfo>>;

export type SignalName = keyof typeof signals;

/** Every name, in the order above. */
export const signalNames = Object.keys(signals) as readonly SignalName[];
