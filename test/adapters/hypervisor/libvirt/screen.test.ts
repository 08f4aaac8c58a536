import { describe, expect, it } from 'vitest';
import { createScreen } from '../../../../adapters/hypervisor/libvirt/screen.ts';
import { wayOf } from '../../../../adapters/hypervisor/libvirt/way.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import { toldClient } from './told-client.ts';

const { signal } = new AbortController();
const id = '11111111-2222-4333-8444-555555555555';
const machine: Machine = {
  site: 's',
  host: 'h',
  id,
  birth: id,
  name: 'web',
  kind: 'vm',
  state: 'running',
  tags: [],
};

const way = wayOf({ uri: 'qemu:///system' });

/** A host where `virsh` is this shell script. */
const shot = (virsh: string) =>
  createScreen(toldClient({ says: () => '', virsh }), way).shot(machine, signal);

describe('a picture of the screen', () => {
  it('is a PNG of its size', async () => {
    const pixmap = String.raw`printf 'P6 2 1 255\n\1\2\3\4\5\6Screenshot saved'`;
    expect(await shot(pixmap)).toMatchObject({ width: 2, height: 1 });
  });

  it.each([
    ["echo 'error: Requested operation is not valid: domain is not running' >&2", 'conflict'],
    [
      "echo 'error: unsupported configuration: no screens to take screenshot from' >&2",
      'unsupported',
    ],
    ["echo 'sh: 1: virsh: not found' >&2", 'unsupported'],
    ['echo half of it', 'failed'],
  ])('that does not come says why: %s', async (virsh, code) => {
    await expect(shot(virsh)).rejects.toMatchObject({ code });
  });

  it('is unreachable where the way there breaks', async () => {
    const client = toldClient({ says: () => '' });
    const run = async () => ({ exitCode: 255, stdout: '', stderr: 'kex_exchange: closed\n' });
    const screen = createScreen({ ...client, reach: { ...client.reach, run } }, way);
    await expect(screen.shot(machine, signal)).rejects.toMatchObject({ code: 'unreachable' });
  });
});
