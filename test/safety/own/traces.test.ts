import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { asId, readTraces } from '../../../src/safety/own/traces.ts';

function rootWith(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'nakhoda-traces-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

const inet = { netmask: '255.255.255.0', family: 'IPv4', cidr: null } as const;

it('a machine is known by its SMBIOS UUID, its machine id and its network cards', async () => {
  const root = rootWith({
    'sys/class/dmi/id/product_uuid': 'C7713929-DEFF-4D97-A6A3-A41AB2ED592A\n',
    'etc/machine-id': '2f1d5c3e8b9a4c7d9e0f1a2b3c4d5e6f\n',
  });
  const interfaces = {
    lo: [{ ...inet, address: '127.0.0.1', mac: '00:00:00:00:00:00', internal: true }],
    eth0: [{ ...inet, address: '10.0.0.5', mac: '52:54:00:00:00:05', internal: false }],
  };
  expect(await readTraces({ root, interfaces })).toEqual({
    uuid: 'c7713929deff4d97a6a3a41ab2ed592a',
    machineId: '2f1d5c3e8b9a4c7d9e0f1a2b3c4d5e6f',
    nics: [{ mac: '52:54:00:00:00:05', addresses: ['10.0.0.5'] }],
  });
});

it('what cannot be read is absent', async () => {
  const found = await readTraces({ root: rootWith({}), interfaces: {} });
  expect(found).toEqual({ uuid: undefined, machineId: undefined, nics: [] });
});

it('an id that a careless board gives to every machine is none', () => {
  expect(asId('00000000-0000-0000-0000-000000000000')).toBeUndefined();
  expect(asId('FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF')).toBeUndefined();
  expect(asId('Not Settable')).toBeUndefined();
});

it('this very machine can be asked', async () => {
  const { nics } = await readTraces();
  for (const { addresses } of nics) expect(addresses.length).toBeGreaterThan(0);
});
