import { type Exhibit, everywhere, kinds, noon, text } from './exhibits.ts';
import { hostile } from './hostile.ts';

const empty: readonly Exhibit[] = [
  { name: 'a title alone', card: { title: 'Done' } },
  { name: 'no title', card: { title: '', blocks: [text] } },
  { name: 'no fields', card: { title: 'Nothing', blocks: [{ type: 'fields', fields: [] }] } },
  {
    name: 'a table without rows',
    card: {
      title: 'No machines',
      blocks: [{ type: 'table', columns: [{ label: 'Machine' }], rows: [] }],
    },
  },
  {
    name: 'a table without columns',
    card: { title: 'Nothing', blocks: [{ type: 'table', columns: [], rows: [[], []] }] },
  },
  {
    name: 'empty texts',
    card: {
      title: 'Empty',
      blocks: [
        { type: 'text', text: '' },
        { type: 'code', text: '' },
        { type: 'file', name: 'empty', text: '' },
        { type: 'fields', fields: [{ label: 'Notes', value: '' }] },
        { type: 'progress' },
      ],
      actions: [],
      footer: '',
    },
  },
  {
    name: 'a chart without values',
    card: {
      title: 'No figures',
      blocks: [
        { type: 'chart', title: 'CPU', unit: 'fraction', series: [] },
        {
          type: 'chart',
          title: 'Memory',
          unit: 'bytes',
          series: [{ name: 'web-1', points: [[noon, null]] }],
        },
      ],
    },
  },
];

const huge: readonly Exhibit[] = [
  {
    name: 'a table of 1000 rows',
    card: {
      title: '1000 machines',
      blocks: [
        {
          type: 'table',
          columns: [{ label: 'Machine' }, { label: 'Memory', align: 'right' }],
          rows: Array.from({ length: 1000 }, (_, at) => [`vm-${at}`, `${at} MiB`]),
        },
      ],
    },
  },
  {
    name: 'a table of 12 columns',
    card: {
      title: 'Wide',
      blocks: [
        {
          type: 'table',
          columns: Array.from({ length: 12 }, (_, at) => ({ label: `Column ${at}` })),
          rows: [Array.from({ length: 12 }, (_, at) => `value number ${at}`)],
        },
      ],
    },
  },
  {
    name: 'a name of 300 characters',
    card: {
      title: `${'long-'.repeat(60)} is running`,
      blocks: [
        {
          type: 'table',
          columns: [{ label: 'Machine' }, { label: 'Memory', align: 'right' }],
          rows: [['long-'.repeat(60), '1.2 GiB']],
        },
        { type: 'fields', fields: [{ label: 'long-'.repeat(60), value: 'long-'.repeat(60) }] },
      ],
      actions: [{ label: `Show ${'long-'.repeat(60)}`, command: 'vm show kvm/1' }],
      footer: 'long-'.repeat(60),
    },
  },
  {
    name: 'a file of 5000 lines',
    card: {
      title: 'Log',
      blocks: [{ type: 'file', name: 'boot.log', text: 'systemd: started a unit\n'.repeat(5000) }],
    },
  },
  {
    name: 'a line of 20,000 characters',
    card: { title: 'Output', blocks: [{ type: 'code', text: 'x'.repeat(20_000) }] },
  },
  {
    name: 'twenty-six actions',
    card: {
      title: 'Which one?',
      actions: Array.from({ length: 26 }, (_, at) => ({
        label: `Show vm-${at}`,
        command: `vm show vm-${at}`,
      })),
    },
  },
];

const evil: readonly Exhibit[] = Object.entries(hostile).map(([name, words]) => ({
  name: `${name} in every place`,
  card: everywhere(words),
}));

/** Every kind of block, then empty, huge and hostile cards: what each renderer must draw. */
export const gallery: readonly Exhibit[] = [...kinds, ...empty, ...huge, ...evil];
