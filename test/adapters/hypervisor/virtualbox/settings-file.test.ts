import { expect, it } from 'vitest';
import { noteOf, tagsOf } from '../../../../adapters/hypervisor/virtualbox/labels.ts';
import { parseSettings } from '../../../../adapters/hypervisor/virtualbox/settings-file.ts';

/** Shortened from a file that VirtualBox 7.2.22 wrote; the second branch and its texts are made up. */
const file = `<?xml version="1.0"?>
<VirtualBox xmlns="http://www.virtualbox.org/" version="1.20-linux">
  <Machine uuid="{bd3db12b-1866-4add-8d25-6fd3cc521315}" name="b1" OSType="Other" currentSnapshot="{a64e72a3-263c-40f9-8c31-23a52e9b8931}" lastStateChange="2026-11-26T18:21:35Z">
    <ExtraData>
      <ExtraDataItem name="nakhoda/tags" value="%5B%22lab9%22%5D"/>
      <ExtraDataItem name="nakhoda/note" value="%7B%22note%22%3A%22later%22%2C%22insteadOf%22%3A%22old%22%7D"/>
    </ExtraData>
    <Snapshot uuid="{111e72a3-263c-40f9-8c31-23a52e9b8931}" name="base" timeStamp="2026-11-26T18:20:00Z">
      <Hardware><Memory RAMSize="4"/></Hardware>
      <Snapshots>
        <Snapshot uuid="{a64e72a3-263c-40f9-8c31-23a52e9b8931}" name="s1" timeStamp="2026-11-26T18:21:35Z" stateFile="Snapshots/x.sav">
          <Description>a "q"
SnapshotName="x" &lt;&amp;&gt;</Description>
        </Snapshot>
        <Snapshot uuid="{222e72a3-263c-40f9-8c31-23a52e9b8931}" name="s&quot;2" timeStamp="2026-11-26T18:22:00Z"/>
      </Snapshots>
    </Snapshot>
  </Machine>
</VirtualBox>
`;

it('a settings file has the tree of snapshots, with times and whether memory was saved', () => {
  const { snapshots, current } = parseSettings(file);
  const base = '111e72a3-263c-40f9-8c31-23a52e9b8931';
  expect(current).toBe('a64e72a3-263c-40f9-8c31-23a52e9b8931');
  expect(snapshots).toMatchObject([
    { id: base, name: 'base', memory: false, description: '' },
    { name: 's1', parent: base, memory: true, description: 'a "q"\nSnapshotName="x" <&>' },
    { name: 's"2', parent: base, memory: false },
  ]);
  expect(snapshots[1]?.createdAt).toBe(Date.parse('2026-11-26T18:21:35Z'));
});

it('a note that waits stands for the description it was written over, and for no newer one', () => {
  const settings = parseSettings(file);
  const info = (description: string) =>
    ({ description, groups: ['prod'] }) as unknown as Parameters<typeof noteOf>[0]['info'];
  expect(noteOf({ info: info('old'), settings })).toBe('later');
  expect(noteOf({ info: info('newer'), settings })).toBe('newer');
  expect(tagsOf({ info: info('old'), settings })).toEqual(['prod', 'lab9']);
});

it('a file that is none has nothing', () => {
  expect(parseSettings('').snapshots).toEqual([]);
});
