import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createClient } from '../../../../adapters/hypervisor/libvirt/client.ts';
import { open } from '../../../../src/exec.ts';
import { silent } from '../../../../src/log.ts';
import { toldClient } from './told-client.ts';

const { signal } = new AbortController();
const fake = join(import.meta.dirname, 'fake-virsh.ts');

it('what an operation must know is waited for on a busy host, longer than a list', async () => {
  const { reach } = toldClient({ says: () => '' });
  const settings = { VIRSH_HISTSIZE: '0', INPUTRC: '/dev/null' };
  const openLane = () => open(process.execPath, [fake], settings);
  const client = createClient({ ...reach, openLane }, silent);
  onTestFinished(() => client.close());
  expect(await client.query(['busy 5000', 'hostname'], { signal })).toEqual(['', 'node\n']);
});
