import { ALL_OTHERS } from '../alerts/engine/subjects.ts';
import type { Incident } from '../alerts/incident.ts';
import type { KeptIncident } from '../alerts/records.ts';
import type { SignalName, Subject, SubjectKind } from '../alerts/rules/signal.ts';
import { currentOf, subjectsOf } from '../alerts/words.ts';
import type { Action } from '../card.ts';
import type { Offer } from './allowed.ts';
import { typed } from './typed.ts';

/** What can be done about it, the most urgent first; each says which right it needs. */
export function incidentOffers(incident: KeptIncident): readonly Offer[] {
  const { number, state, dropped } = incident;
  // Nothing of it can be asked for any more.
  if (dropped === 'site-gone') return [];
  if (state === 'resolved') return looks(incident);
  return [
    ...(state === 'firing'
      ? [{ label: 'Acknowledge', command: `alert ack ${number}`, needs: 'alert.ack' } as const]
      : []),
    ...mutes(number),
    ...remedies(incident),
    ...looks(incident),
  ];
}

/** What somebody who was just called may want to do at once. */
export function incidentAnswers({ number }: KeptIncident): readonly Action[] {
  return [
    { label: 'Acknowledge', command: `alert ack ${number}` },
    { label: 'Show', command: `alert show ${number}` },
  ];
}

function mutes(number: number): readonly Offer[] {
  return [
    { label: 'Mute 1 h', command: `alert mute ${number} 1h`, needs: 'alert.mute' },
    { label: 'Mute …', command: `alert mute ${number}`, needs: 'alert.mute' },
  ];
}

/** What helps with one machine alone. */
function remedies(incident: Incident): readonly Offer[] {
  const [only, ...others] = subjectsOf(incident);
  const signal = currentOf(incident)[0]?.signal;
  if (only === undefined || others.length > 0 || signal === undefined) return [];
  return remediesOf(signal, only);
}

function remediesOf(signal: SignalName, subject: Subject): readonly Offer[] {
  const machine = addressOf(subject);
  switch (signal) {
    case 'machine-cpu':
    case 'machine-memory': {
      const command = typed('guest top', machine, figureOf(signal) ?? 'cpu');
      return [{ label: 'Top processes', command, needs: 'guest.inspect' }];
    }
    case 'machine-disk':
      return [
        { label: 'File systems', command: typed('guest df', machine), needs: 'guest.inspect' },
      ];
    case 'machine-paused':
      return [{ label: 'Resume', command: typed('vm resume', machine), needs: 'vm.power' }];
    case 'machine-crashed':
    case 'machine-stopped':
      return [{ label: 'Start', command: typed('vm start', machine), needs: 'vm.power' }];
    case 'guest-silent':
      return [{ label: 'Screen', command: typed('vm screenshot', machine), needs: 'vm.read' }];
    case 'backup-late':
    case 'backup-missing':
      return [
        { label: 'Backups', command: typed('backup list', subject.name), needs: 'backup.read' },
      ];
    case 'snapshot-old':
      return [
        { label: 'Snapshots', command: typed('snapshot list', machine), needs: 'snapshot.read' },
      ];
    default:
      return [];
  }
}

/** The thing itself, and the past of its figure. */
function looks(incident: Incident): readonly Offer[] {
  const all = subjectsOf(incident);
  const [only, ...others] = all;
  if (only === undefined) return [{ label: 'Fleet', command: 'fleet', needs: 'fleet.read' }];
  const { signal } = incident;
  const figure = signal === 'no-data' ? undefined : figureOf(signal);
  const charts = figure === undefined ? [] : chartsOf(all, figure);
  return [...(others.length === 0 ? showsOf[only.kind](only) : showsMany(only)), ...charts];
}

const showsOf: Readonly<Record<SubjectKind, (subject: Subject) => readonly Offer[]>> = {
  machine: (subject) => [
    { label: 'Show', command: typed('vm show', addressOf(subject)), needs: 'vm.read' },
  ],
  host: showsHost,
  way: ({ name }) => {
    const [from = '', to = ''] = name.split(' → ');
    return to === ALL_OTHERS
      ? [{ label: 'Show', command: typed('vm show', from), needs: 'vm.read' }]
      : [{ label: 'Why', command: typed('net why', from, to), needs: 'net.test' }];
  },
  storage: ({ site, host }) => [
    {
      label: 'Storages',
      command: host === '' ? 'host storage' : typed('host storage', `${site}/${host}`),
      needs: 'host.read',
    },
  ],
  task: ({ key }) => [
    { label: 'Show', command: typed('task show', key.split('/').at(-1) ?? ''), needs: 'task.read' },
  ],
  replica: () => [{ label: 'Replicas', command: 'replica list', needs: 'replica.read' }],
};

function showsMany(first: Subject): readonly Offer[] {
  return first.host === '' ? showsOf[first.kind](first) : showsHost(first);
}

function showsHost({ site, host }: Subject): readonly Offer[] {
  return [{ label: 'Show', command: typed('host show', `${site}/${host}`), needs: 'host.read' }];
}

/** Lines that a chart can be read with. */
const MOST_LINES = 6;

function chartsOf(subjects: readonly Subject[], figure: string): readonly Offer[] {
  const [first] = subjects;
  if (first === undefined) return [];
  const isMachine = first.kind === 'machine';
  const names = subjects.slice(0, isMachine ? MOST_LINES : 1).map(addressOf);
  const line = typed(isMachine ? 'vm chart' : 'host chart', ...names);
  return [
    {
      label: 'Chart',
      command: `${line} --figure ${figure} --last 6h`,
      needs: isMachine ? 'vm.read' : 'host.read',
    },
  ];
}

/** What is measured, and so can be drawn, by the name of its signal. */
function figureOf(signal: SignalName): string | undefined {
  const [, figure] = /^(?:machine|host)-(cpu|memory|load)$/.exec(signal) ?? [];
  return figure;
}

/** Never ambiguous, as two sites may have the name. */
function addressOf({ site, host, name, kind }: Subject): string {
  return `${site}/${kind === 'machine' ? name : host}`;
}
