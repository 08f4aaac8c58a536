import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Labels, noteOn } from '../../src/hypervisor/labels.ts';
import { matcher } from '../../src/inventory/selector.ts';
import { need, never, type Subject } from './subject.ts';
import { memoryTask } from './task.ts';

const hostile = '--all $(reboot) `id` \'one\' "two" <x/>&amp; 你好\nsecond line';

export function labelFacts(current: () => Subject): void {
  describe('tags and notes', () => {
    let labels: Labels;
    let had: readonly string[];

    beforeEach(async ({ skip }) => {
      const { hypervisor, fixture } = current();
      skip(!hypervisor.labels, 'nothing can be written on machines of this platform');
      labels = need(hypervisor.labels);
      had = (await current().machine(fixture.running)).tags;
    });
    afterEach(async () => {
      const { hypervisor, fixture } = current();
      if (!hypervisor.labels) return;
      const machine = await current().machine(fixture.running);
      const remove = machine.tags.filter((tag) => !had.includes(tag));
      await labels.tag(machine, { add: had, remove }, memoryTask());
      await labels.note(machine, '', memoryTask());
    });

    it.for(['running', 'stopped'] as const)('a tag on a %s machine finds it', async (which) => {
      const name = current().fixture[which];
      const machine = await current().machine(name);
      await labels.tag(machine, { add: ['kelas-z', 'lab9'], remove: [] }, memoryTask());
      const tagged = await current().machine(name);
      expect(tagged.tags).toEqual(expect.arrayContaining(['kelas-z', 'lab9']));
      expect(tagged.state).toBe(machine.state);
      expect(matcher('tag:kelas-z')(tagged)).toBe(true);
      await labels.tag(tagged, { add: ['lab9'], remove: ['kelas-z', 'never-had'] }, memoryTask());
      const after = (await current().machine(name)).tags;
      expect(after).toContain('lab9');
      expect(after).not.toContain('kelas-z');
      await labels.tag(machine, { add: [], remove: ['lab9'] }, memoryTask());
      expect((await current().machine(name)).tags.toSorted()).toEqual(machine.tags.toSorted());
    });

    it('a note comes back as it was written, whatever is in it, and goes again', async () => {
      const { running } = current().fixture;
      const machine = await current().machine(running);
      const note = async () => noteOn(await current().machine(running), labels, never);
      await labels.note(machine, hostile, memoryTask());
      expect(await note()).toBe(hostile);
      await labels.note(machine, '', memoryTask());
      expect(await note()).toBeUndefined();
    });
  });
}
