import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseGround } from '../../../../../adapters/hypervisor/libvirt/snapshots/disks.ts';
import { memoryObstacle } from '../../../../../adapters/hypervisor/libvirt/snapshots/room.ts';
import { recorded } from '../recorded.ts';
import { toldClient } from '../told-client.ts';

const { signal } = new AbortController();
const { reach } = toldClient({ says: () => '' });
const plan = (memory?: string) => ({ flags: [], external: { disks: [], memory } });
const here = join(tmpdir(), 'web.memory');

describe('the RAM of an external snapshot', () => {
  it('is refused beforehand where it does not fit, and the disks alone are proposed', async () => {
    const memoryBytes = 2 ** 60;
    expect(await memoryObstacle(reach, plan(here), { memoryBytes, signal })).toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/ free, and its RAM may take /),
      instead: 'disks-only',
    });
  });

  it('is let through where it fits, and where there is none', async () => {
    expect(await memoryObstacle(reach, plan(here), { memoryBytes: 1, signal })).toBeUndefined();
    const memoryBytes = 2 ** 60;
    expect(await memoryObstacle(reach, plan(), { memoryBytes, signal })).toBeUndefined();
    expect(await memoryObstacle(reach, { flags: [] }, { memoryBytes, signal })).toBeUndefined();
  });

  it('is as large as the memory in the definition', () => {
    expect(parseGround(recorded('domain.xml')).memoryBytes).toBe(134_217_728);
  });
});
