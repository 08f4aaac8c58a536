import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { changedLines } from '../../src/setup/diff.ts';
import { extendedDocument, newDocument } from '../../src/setup/document.ts';

const site = { name: 'rack-2', kind: 'libvirt', ssh: { host: 'kvm2', port: 22 } };

it('a file that is added to keeps its comments and its order', () => {
  const before = `# our cellar
sites:
  # the old one
  - name: here
    kind: libvirt # under the stairs
log: debug
`;
  const after = extendedDocument(before, { sites: [site], settings: { timezone: 'Asia/Jakarta' } });
  expect(changedLines(before, after)).toEqual([
    '+   - name: rack-2',
    '+     kind: libvirt',
    '+     ssh:',
    '+       host: kvm2',
    '+       port: 22',
    '+ timezone: Asia/Jakarta',
  ]);
});

it('a site is added to a list on one line too', () => {
  const after = extendedDocument('sites: [{ name: a, kind: demo }]\n', {
    sites: [site],
    settings: {},
  });
  expect(parse(after).sites).toEqual([{ name: 'a', kind: 'demo' }, site]);
});

it('a new file begins with where to read on, and folds no long line', () => {
  const uri = `qemu+unix:///system?socket=/${'long/'.repeat(40)}sock`;
  const text = newDocument({ sites: [{ name: 'a', kind: 'libvirt', uri }], settings: {} });
  expect(text).toMatch(/^# .*docs\/guide\.md/);
  expect(text).toContain(`uri: ${uri}\n`);
});

it('what was replaced is shown as gone and come', () => {
  expect(changedLines('a\nb\nc\n', 'a\nB\nc\nd\n')).toEqual(['- b', '+ B', '+ d']);
  expect(changedLines('', 'a\n')).toEqual(['+ a']);
  expect(changedLines('a\n', 'a\n')).toEqual([]);
});
