import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { need } from '../../../../contracts/subject.ts';
import { type MemoryTask, memoryTask } from '../../../../contracts/task.ts';
import { createSite, siteSettings } from '../site.ts';
import { insideOf, useWorkshop } from './workshop.ts';

const { signal } = new AbortController();
const shop = useWorkshop('vbox-b');

describe('a full disk', () => {
  let inside: Awaited<ReturnType<typeof insideOf>>;
  const small = () => join(shop().host.directory, 'tmp', 'small disk');

  beforeAll(async () => {
    inside = await insideOf(shop().host);
    inside('mkdir', '-p', small());
    mount('mount', small(), 'size=24m');
  });
  afterAll(() => {
    mount('umount2', small());
    inside('rmdir', small());
  });

  /** The host's root has no mount(8). */
  function mount(call: 'mount' | 'umount2', path: string, options = '') {
    const words = call === 'mount' ? `b'tmpfs', p, b'tmpfs', 0, b'${options}'` : 'p, 0';
    const program = `import ctypes, os, sys; p = os.fsencode(sys.argv[1]); sys.exit(ctypes.CDLL(None).${call}(${words}) != 0)`;
    inside('python3', '-c', program, path);
  }

  it('is foreseen where it can be', async () => {
    const site = await siteIn(small());
    const large = await shop().define('large', 32);
    const { place, needsBytes } = await need(site.backups).prospect(large, { note: '' }, signal);
    expect(needsBytes).toBeGreaterThan(place.freeBytes ?? Number.POSITIVE_INFINITY);
    await expect(
      need(site.backups).create(large, { note: '' }, memoryTask()),
    ).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('free') });
    await site.close?.();
  });

  it('that comes in the middle fails the backup in words, and nothing of it is left', async () => {
    const site = await siteIn(small());
    const large = await shop().define('large', 16);
    const task = filling(memoryTask());
    await expect(need(site.backups).create(large, { note: '' }, task)).rejects.toMatchObject({
      code: 'failed',
      message: expect.stringContaining('full'),
    });
    expect(inside('ls', '-A', small()).trim()).toBe('other');
    inside('rm', join(small(), 'other'));
    const made = await need(site.backups).create(large, { note: '' }, memoryTask());
    expect(made.backup.bytes).toBeGreaterThan(16 * 1024 ** 2);
    await need(site.backups).delete(made.backup, memoryTask());
    await site.close?.();
  });

  async function siteIn(directory: string) {
    const settings = await siteSettings('vbox-b');
    return createSite('vbox-b', { ...settings, backups: { directory } });
  }

  /** Somebody else takes the room right before the writing begins. */
  function filling(task: MemoryTask): MemoryTask {
    return {
      ...task,
      report(progress) {
        const other = join(small(), 'other');
        if (progress.note.startsWith('writing') && !inside('ls', small()).includes('other')) {
          inside('dd', 'if=/dev/zero', `of=${other}`, 'bs=1M', 'count=16', 'status=none');
        }
        task.report(progress);
      },
    };
  }
});
