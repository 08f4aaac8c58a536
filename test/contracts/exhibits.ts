import type { Block, Card } from '../../src/card.ts';

/** One card of the gallery, under a name that reads in a test's title. */
export interface Exhibit {
  readonly name: string;
  readonly card: Card;
}

const minute = 60_000;
export const noon = Date.UTC(2026, 10, 3, 12);

function day(height: (at: number) => number | null) {
  return Array.from({ length: 96 }, (_, at) => [noon + at * 15 * minute, height(at)] as const);
}

/** A one-pixel PNG. */
const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** Some prose. */
export const text: Block = {
  type: 'text',
  text: 'Everything since the snapshot is lost: 3 hours and 12 minutes of work on vda, and the memory.\n\nLater snapshots are kept.',
};

const times: Block = {
  type: 'fields',
  fields: [
    { label: 'Taken', value: { at: '2026-11-03T12:00:05.000Z', note: '3 h ago' } },
    { label: 'Asked', value: { at: '2026-11-03T15:00:05.000Z' } },
  ],
};

const fields: Block = {
  type: 'fields',
  fields: [
    { label: 'State', value: 'running', tone: 'success' },
    { label: 'CPU', value: '12 % of 4' },
    { label: 'Memory', value: '1.2 GiB of 4.0 GiB' },
    { label: 'Disk', value: '98 % full', tone: 'danger' },
    { label: 'Load', value: 'unknown', tone: 'warning' },
  ],
};

const machines: Block = {
  type: 'table',
  columns: [
    { label: 'Machine' },
    { label: 'State' },
    { label: 'Host' },
    { label: 'CPU', align: 'right' },
    { label: 'Memory', align: 'right' },
    { label: 'Addresses' },
  ],
  rows: [
    [
      'web-1',
      { text: 'running', tone: 'success' },
      'kvm-a',
      '12 %',
      '1.2 GiB',
      '10.0.0.11, fe80::1',
    ],
    ['web-2', { text: 'shut off', tone: 'neutral' }, 'kvm-a', '', '', ''],
    ['データベース', { text: 'paused', tone: 'warning' }, 'kvm-b', '0 %', '16 GiB', '10.0.0.12'],
    ['café 🚀', { text: 'crashed', tone: 'danger' }, 'kvm-b', 'unknown', 'unknown', '10.0.0.13'],
  ],
};

const code: Block = {
  type: 'code',
  text: 'Filesystem      Size  Used Avail Use% Mounted on\n/dev/vda1        20G   19G  0.4G  98% /\n\ttabbed',
};

const chart: Block = {
  type: 'chart',
  title: 'CPU',
  unit: 'fraction',
  series: [
    { name: 'web-1', points: day((at) => 0.5 + 0.45 * Math.sin(at / 8)) },
    { name: 'web-2', points: day((at) => (at > 30 && at < 50 ? null : 0.1)) },
  ],
};

const marked: Block = {
  ...chart,
  span: { from: noon, to: noon + 24 * 60 * minute },
  series: [
    {
      name: 'web-1',
      points: day((at) => (at > 60 && at < 66 ? null : 0.5 + 0.42 * Math.sin(at / 8))),
    },
  ],
  thresholds: [{ value: 0.8, label: 'warning from 80 %', tone: 'warning' }],
  marks: [
    { at: noon + 95 * minute, label: 'snapshot before-upgrade' },
    { at: noon + 130 * minute, until: noon + 260 * minute, label: 'alert: CPU', tone: 'warning' },
    { at: noon + 600 * minute, until: noon + 640 * minute, label: 'backup' },
    { at: noon + 1200 * minute, label: 'back to before-upgrade', tone: 'success' },
  ],
};

/** Every kind of block, as a command would use it. */
export const kinds: readonly Exhibit[] = [
  { name: 'text', card: { title: 'Roll back e1 to before?', tone: 'warning', blocks: [text] } },
  { name: 'fields', card: { title: 'web-1 on kvm-a', tone: 'success', blocks: [fields] } },
  { name: 'moments in fields', card: { title: 'Snapshot before', blocks: [times] } },
  {
    name: 'moments in a table',
    card: {
      title: '2 backups',
      blocks: [
        {
          type: 'table',
          columns: [{ label: 'Backup' }, { label: 'Made' }],
          rows: [
            ['monday', { at: '2026-11-02T00:00:00.000Z', note: '2 d ago' }],
            ['tuesday', { at: '2026-11-03T00:00:00.000Z', note: '1 d ago' }],
          ],
        },
      ],
    },
  },
  { name: 'a table', card: { title: '4 machines', blocks: [machines], footer: 'read 3 s ago' } },
  { name: 'code', card: { title: 'df on web-1: exit 0', tone: 'success', blocks: [code] } },
  {
    name: 'progress',
    card: {
      title: 'Roll back e1',
      blocks: [{ type: 'progress', fraction: 0.45, note: 'reverting' }],
    },
  },
  {
    name: 'progress without an end',
    card: { title: 'Shut down e1', blocks: [{ type: 'progress', note: 'waiting for the guest' }] },
  },
  { name: 'a chart', card: { title: 'A day of web-1', blocks: [chart] } },
  {
    name: 'a chart with a threshold and marks',
    card: { title: 'CPU of web-1, last 24h', blocks: [marked] },
  },
  {
    name: 'a chart of bytes per second',
    card: {
      title: 'Network',
      blocks: [
        {
          type: 'chart',
          title: 'eth0',
          unit: 'bytes-per-second',
          series: [{ name: 'in', points: day((at) => at * 40_000) }],
        },
      ],
    },
  },
  {
    name: 'an image',
    card: {
      title: 'Screen of web-1',
      blocks: [{ type: 'image', alt: 'a login prompt', png: pixel }],
    },
  },
  {
    name: 'a file',
    card: {
      title: 'Read /etc/hosts',
      blocks: [{ type: 'file', name: 'hosts', text: '127.0.0.1 localhost\n10.0.0.11 web-1\n' }],
    },
  },
  {
    name: 'actions',
    card: {
      title: 'Roll back e1 to before?',
      tone: 'warning',
      blocks: [{ type: 'text', text: 'Everything since before is lost.' }],
      actions: [
        {
          label: 'Roll back e1 on kvm-a',
          command: 'snapshot rollback e1 before',
          tone: 'danger',
          confirms: 'c-1',
        },
        { label: 'Show e1', command: 'vm show e1' },
      ],
      footer: 'asked by anna',
    },
  },
  {
    name: 'every block at once',
    card: {
      title: 'web-1 on kvm-a',
      tone: 'success',
      blocks: [text, fields, machines, code, chart],
      actions: [{ label: 'Show it', command: 'vm show web-1' }],
      footer: 'took 3 s',
    },
  },
];

/** A card with the same words in each place that text can stand. */
export function everywhere(words: string): Card {
  return {
    title: words,
    tone: 'danger',
    blocks: [
      { type: 'text', text: words },
      { type: 'fields', fields: [{ label: words, value: words, tone: 'warning' }] },
      {
        type: 'table',
        columns: [{ label: words }, { label: words, align: 'right' }, { label: 'After' }],
        rows: [[words, { text: words, tone: 'danger' }, 'after']],
      },
      { type: 'code', text: words },
      { type: 'progress', fraction: 0.5, note: words },
      {
        type: 'chart',
        title: words,
        unit: 'number',
        series: [{ name: words, points: [[noon, 1]] }],
      },
      { type: 'image', alt: words, png: pixel },
      { type: 'file', name: words, text: words },
    ],
    actions: [{ label: words, command: 'vm show kvm/1' }],
    footer: words,
  };
}
