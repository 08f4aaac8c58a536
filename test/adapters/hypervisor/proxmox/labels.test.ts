import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Labels } from '../../../../src/hypervisor/labels.ts';
import { need, never } from '../../../contracts/subject.ts';
import { memoryTask } from '../../../contracts/task.ts';
import { type OpenSite, openSite } from './open-site.ts';

let site: OpenSite;
let labels: Labels;
beforeEach(async () => {
  site = await openSite();
  labels = need(site.hypervisor.labels);
});
afterEach(() => site.close());

function puts(from: number) {
  return site.double.calls.slice(from).filter(({ method }) => method === 'PUT');
}

describe('tags', () => {
  it('are written as one list, with the digest of what was read', async () => {
    const machine = await site.machine('web01');
    const before = site.double.calls.length;
    await labels.tag(machine, { add: ['lab9'], remove: ['prod'] }, memoryTask());
    expect(puts(before).map(({ params }) => params)).toEqual([
      { tags: 'lab9;web', digest: expect.stringMatching(/^[0-9a-f]{40}$/) },
    ]);
  });

  it('that would stay as they are are not written', async () => {
    const machine = await site.machine('web01');
    const before = site.double.calls.length;
    await labels.tag(machine, { add: ['web'], remove: ['never-had'] }, memoryTask());
    expect(puts(before)).toEqual([]);
  });

  it('of a container are taken away altogether', async () => {
    const machine = await site.machine('ct-dns');
    await labels.tag(machine, { add: [], remove: ['ct', 'dns'] }, memoryTask());
    expect(site.double.world.guests.get(200)?.config).not.toHaveProperty('tags');
  });

  it('that Proxmox does not take are refused and nothing is asked', async () => {
    const machine = await site.machine('web01');
    const before = site.double.calls.length;
    const change = { add: ['ba d', '-x', 'ok'], remove: [] };
    await expect(labels.tag(machine, change, memoryTask())).rejects.toMatchObject({
      code: 'invalid',
      message: 'ba d and -x cannot be a tag in Proxmox',
    });
    expect(site.double.calls.length).toBe(before);
  });
});

describe('a note', () => {
  it('that is longer than Proxmox keeps is refused and nothing is asked', async () => {
    const machine = await site.machine('web01');
    const before = site.double.calls.length;
    await expect(labels.note(machine, 'x'.repeat(8193), memoryTask())).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('8193'),
    });
    expect(site.double.calls.length).toBe(before);
  });

  it('that somebody changes at the same time is a conflict, and theirs stays', async () => {
    const machine = await site.machine('web01');
    const guest = site.double.world.guests.get(100);
    const task = memoryTask();
    const late: typeof task = {
      ...task,
      step: (name, step) => {
        if (guest && name === 'write the note') guest.config['description'] = 'theirs';
        return task.step(name, step);
      },
    };
    await expect(labels.note(machine, 'mine', late)).rejects.toMatchObject({ code: 'conflict' });
    expect(await labels.noteOf?.(machine, never)).toBe('theirs');
  });
});
