import { testCard } from '../../adapters/hypervisor/demo/screen.ts';
import { waitingCard } from '../../src/approvals/cards.ts';
import type { Block, Card } from '../../src/card.ts';
import { demoLabel } from '../../src/label.ts';
import { kinds } from '../contracts/exhibits.ts';
import { alert } from './alerts.ts';

/** One row of the gallery: cards, drawn one below the other. */
export interface Shown {
  /** Stands in the names of its pictures. */
  readonly name: string;
  readonly title: string;
  /** What is to be seen, for who does not see the pictures. */
  readonly says: string;
  readonly cards: readonly Card[];
}

const label = demoLabel([{ name: 'demo', kind: 'demo', demo: true }]);

/** The card of a contract's exhibit. */
function kind(name: string): Card {
  const found = kinds.find((each) => each.name === name);
  if (found === undefined) throw new Error(`there is no exhibit "${name}"`);
  return found.card;
}

/** `snapshot rollback web-1 before-upgrade` on the demo site, as the router offers it. */
const rollback: Block = {
  type: 'fields',
  fields: [
    { label: 'Machine', value: 'web-1 on demo-a' },
    { label: 'State now', value: 'running', tone: 'success' },
    { label: 'Snapshot taken', value: { at: '2026-11-14T00:09:13.000Z', note: '9 d ago' } },
    { label: 'Description', value: 'Debian 12 to 13' },
    { label: 'RAM', value: 'saved' },
    { label: 'Later snapshots', value: 'none' },
    { label: 'Afterwards', value: 'running, from where it was' },
  ],
};

const line = 'snapshot rollback web-1 before-upgrade';

const preview: Card = {
  title: 'Roll back web-1 to before-upgrade?',
  tone: 'warning',
  blocks: [
    {
      type: 'text',
      text: 'Everything on web-1 since the snapshot is lost: the changes of 9 d. The RAM of now is lost too.',
    },
    rollback,
  ],
  actions: [
    { label: 'Roll back web-1 on demo-a', command: line, tone: 'danger', confirms: 'one' },
    { label: 'Snapshots', command: 'snapshot list web-1' },
    { label: 'Cancel', command: line, declines: 'one', apart: true },
  ],
};

const approval: Card = waitingCard({
  ...{ id: 7, state: 'waiting', line, title: 'Roll back web-1 to before-upgrade' },
  label: 'Roll back web-1 on demo-a',
  actor: { platform: 'slack', id: 'U1', name: 'anna' },
  person: 'anna',
  local: false,
  place: { platform: 'slack', channel: 'C1' },
  fingerprint: '4c1f',
  card: { title: preview.title, blocks: preview.blocks },
  targets: [],
  posts: [],
  askedAt: Date.UTC(2026, 10, 23, 9, 0),
  expiresAt: Date.UTC(2026, 10, 23, 10, 0),
});

const table: Card = {
  title: '4 machines, 2 running',
  blocks: [
    {
      type: 'table',
      columns: [
        { label: 'Name' },
        { label: 'State' },
        { label: 'Host' },
        { label: 'CPU', align: 'right' },
        { label: 'Memory', align: 'right' },
      ],
      rows: [
        ['web-1', { text: 'running', tone: 'success' }, 'demo-a', '25 % of 2', '2.6 of 4.0 GiB'],
        ['web-2', { text: 'running', tone: 'success' }, 'demo-b', '13 % of 2', '2.3 of 4.0 GiB'],
        ['db-1', { text: 'paused', tone: 'warning' }, 'demo-a', '0 % of 4', '16 GiB'],
        ['lab-03', { text: 'crashed', tone: 'danger' }, 'demo-b', 'unknown', 'unknown'],
      ],
    },
  ],
  footer: 'Figures read just now',
};

const actions: Card = {
  title: 'web-1 is running',
  tone: 'success',
  actions: [
    { label: 'Show', command: 'vm show web-1', tone: 'success' },
    { label: 'Snapshots', command: 'snapshot list web-1' },
    { label: 'Shut down', command: 'vm shutdown web-1', tone: 'danger' },
  ],
};

const tones: readonly Card[] = [
  { title: 'Snapshot before of web-1 was taken', tone: 'success' },
  { title: 'web-2 answers, but its agent does not', tone: 'warning' },
  { title: 'db-1 could not be started', tone: 'danger' },
  { title: 'Nothing runs just now', tone: 'neutral' },
];

const image: Card = {
  title: 'Screen of web-1',
  blocks: [{ type: 'image', alt: 'the screen of web-1', png: testCard().toString('base64') }],
};

const all: readonly Shown[] = [
  {
    name: 'preview',
    title: 'A preview, to confirm',
    says: 'what a rollback would lose, with the buttons Roll back web-1 on demo-a and Snapshots, and Cancel apart from them',
    cards: [preview],
  },
  {
    name: 'approval',
    title: 'A request, to approve',
    says: 'who asks for the same rollback and until when, with the button Approve, and Reject apart from it',
    cards: [approval],
  },
  {
    name: 'alert',
    title: 'An alert, and its end',
    says: 'the CPU of web-1 over 80 %: where, since when, by which rule, with the buttons Acknowledge, Mute, Top processes, Show and Chart; below it the same card resolved after half an hour',
    cards: alert,
  },
  { name: 'text', title: 'Text', says: 'two paragraphs under a title', cards: [kind('text')] },
  {
    name: 'fields',
    title: 'Fields',
    says: 'labels and values, some with a tone, and two moments in the reader’s own time',
    cards: [kind('fields'), kind('moments in fields')],
  },
  {
    name: 'table',
    title: 'A table',
    says: 'four machines with state, host, CPU and memory',
    cards: [table],
  },
  {
    name: 'code',
    title: 'Code',
    says: 'what df wrote, in letters of one width',
    cards: [kind('code')],
  },
  {
    name: 'progress',
    title: 'Progress',
    says: 'a bar at 45 %, and one whose end is not known',
    cards: [kind('progress'), kind('progress without an end')],
  },
  {
    name: 'chart',
    title: 'A chart',
    says: 'the CPU of two machines over a day, with a gap; and of one, with a threshold, snapshots and an alert',
    cards: [kind('a chart'), kind('a chart with a threshold and marks')],
  },
  { name: 'image', title: 'A picture', says: 'the screen of a machine', cards: [image] },
  {
    name: 'file',
    title: 'A file',
    says: 'a file of two lines, shown and attached',
    cards: [kind('a file')],
  },
  {
    name: 'actions',
    title: 'Actions',
    says: 'the buttons Show, Snapshots and Shut down',
    cards: [actions],
  },
  {
    name: 'tones',
    title: 'Tones',
    says: 'four titles: success, warning, danger and neutral',
    cards: tones,
  },
];

/** Everything that a card can hold; each says that it is no real machine. */
export const shown: readonly Shown[] = all.map((each) => ({
  ...each,
  cards: each.cards.map(label),
}));
