import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readContract } from '../../doubles/proxmox/contract/contract.ts';
import { program } from '../program.ts';
import { type Cluster, openCluster } from './cluster.ts';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await openCluster();
});
afterAll(() => cluster.close());

const file = '/root/uji rollback/test.txt';

/** Each line with what its answer says. */
const scenes: readonly (readonly [line: string, says: string])[] = [
  ['fleet', 'machines running'],
  ['vm list', 'web01'],
  ['vm list tag:ct', 'ct-dns'],
  ['vm show web01', 'Pressure'],
  ['host show pve1', 'Load'],
  ['net ping web01 files01', 'web01 on pve1 → files01 on pve3: 4 of 4 answered'],
  ['snapshot create web01 before', 'Snapshot before of web01 was taken'],
  [`guest write web01 "${file}" hello`, 'test.txt on web01 was written'],
  [`guest read web01 "${file}"`, 'hello'],
  ['snapshot rollback web01 before --yes', 'web01 was rolled back to before'],
  ['guest run web01 test ! -e "/root/uji rollback"', 'exit 0'],
  ['backup create web01', 'web01'],
  ['backup list web01', 'web01'],
  ['backup restore web01@latest --as web01-old --yes', 'web01-old'],
  ['vm clone db01 db02', 'db02'],
  ['vm shutdown ct-dns --yes', 'ct-dns is off'],
  ['vm start ct-dns', 'ct-dns'],
  ['snapshot create ct-proxy calm', 'Snapshot calm of ct-proxy was taken'],
  ['snapshot rollback ct-proxy calm --yes', 'ct-proxy was rolled back to calm'],
  ['snapshot delete ct-proxy calm --yes', 'Snapshot calm of ct-proxy was deleted'],
  ['net interfaces web01', 'vmbr0'],
  ['host storage pve1', 'local-lvm'],
  ['vm delete db02 --yes', 'db02 was deleted'],
  ['vm delete web01-old --yes', 'web01-old was deleted'],
  ['snapshot delete web01 before --yes', 'Snapshot before of web01 was deleted'],
];

describe('the story on a Proxmox cluster, from a pipe', () => {
  it('comes to its end line by line', { timeout: 240_000 }, async () => {
    const input = scenes.map(([line]) => line).join('\n');
    const ran = await program(['--config', cluster.config], { input });
    expect(ran, ran.stdout).toMatchObject({ exitCode: 0, stderr: '' });
    for (const [line, says] of scenes) expect(ran.stdout, line).toContain(says);
  });

  it('sent nothing that the schema of the API does not know', ({ skip }) => {
    const { off } = readContract();
    if (off.length > 0) return skip(off.join('; '));
    const refused = cluster.double.calls.filter(({ status }) => status === 400 || status === 501);
    expect(refused).toEqual([]);
    expect(cluster.double.calls.length).toBeGreaterThan(100);
  });
});
