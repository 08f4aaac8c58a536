import { expect, it } from 'vitest';
import { byEffect } from '../../../../../adapters/hypervisor/proxmox/tasks/by-effect.ts';
import { parseUpid } from '../../../../../adapters/hypervisor/proxmox/tasks/upid.ts';

function candidate(pid: string, exit?: string) {
  const upid = parseUpid(`UPID:pve1:${pid}:0005463A:6B035FB2:qmsnapshot:100:root@pam!full:`);
  if (!upid) return expect.unreachable();
  return exit === undefined ? { upid } : { upid, exit };
}

const yes = async () => true;
const no = async () => false;

it('one that ended well and whose effect is there is the act’s own', async () => {
  const own = candidate('00000D65', 'OK');
  expect(await byEffect([own], yes, false)).toEqual({
    found: 'done',
    result: { upid: own.upid.upid },
  });
});

it('one that ended well without the effect is somebody else’s, so the act was not heard', async () => {
  const other = candidate('00000D65', 'WARNINGS: 1');
  expect(await byEffect([other], no, true)).toEqual({ found: 'not-done' });
  expect(await byEffect([other], no, false)).toBeUndefined();
});

it('while one runs nothing is decided', async () => {
  const running = candidate('00000D66');
  expect(await byEffect([candidate('00000D65', 'OK'), running], yes, true)).toBeUndefined();
});

it('one that failed is followed to its failure', async () => {
  const failed = candidate('00000D65', 'no space');
  expect(await byEffect([failed], no, false)).toEqual({
    found: 'done',
    result: { upid: failed.upid.upid },
  });
});

it('an effect whose task is in no list any more is done all the same', async () => {
  expect(await byEffect([], yes, false)).toEqual({ found: 'done', result: { upid: null } });
});
