import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { isoImage } from '../../../../../adapters/hypervisor/libvirt/provision/iso9660.ts';
import {
  checkCloudInit,
  hostName,
  seedImage,
} from '../../../../../adapters/hypervisor/libvirt/provision/seed.ts';
import { exec } from '../../../../../src/exec.ts';

const { signal } = new AbortController();
const sshKeys = ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIF0 anna@desk'];
const seed = {
  id: '07393f36-9d1d-488e-978a-711828a261fe',
  name: 'Web 1',
  mac: '52:54:00:0a:0b:0c',
  cloudInit: { user: 'anna', sshKeys, address: '10.77.0.60/24', gateway: '10.77.0.1' },
};

/** The files of an image, by the standard's own records. */
function filesOf(image: Buffer) {
  const root = image.subarray(20 * 2048, 21 * 2048);
  const files: { [name: string]: string } = {};
  for (let at = 0; root[at]; at += root[at] ?? 0) {
    const name = root.toString('latin1', at + 33, at + 33 + (root[at + 32] ?? 0));
    const from = root.readUInt32LE(at + 2) * 2048;
    if (name.length > 1) {
      files[name] = image.toString('utf8', from, from + root.readUInt32LE(at + 10));
    }
  }
  return files;
}

describe('the seed of a first boot', () => {
  it('is a volume called cidata with three documents', () => {
    const image = seedImage(seed);
    expect(image.toString('latin1', 32808, 32840).trimEnd()).toBe('cidata');
    const files = filesOf(image);
    expect(parse(`${files['META-DATA;1']}`)).toEqual({
      'instance-id': seed.id,
      'local-hostname': 'web-1',
    });
    expect(files['USER-DATA;1']).toMatch(/^#cloud-config\n/);
    expect(parse(`${files['USER-DATA;1']}`)).toMatchObject({
      hostname: 'web-1',
      users: [{ name: 'anna', ssh_authorized_keys: sshKeys }],
    });
    expect(parse(`${files['NETWORK-CONFIG;1']}`)).toEqual({
      version: 2,
      ethernets: {
        primary: {
          match: { macaddress: seed.mac },
          addresses: ['10.77.0.60/24'],
          routes: [{ to: '0.0.0.0/0', via: '10.77.0.1' }],
        },
      },
    });
  });

  it('says nothing of the network where no address was given', () => {
    const files = filesOf(seedImage({ ...seed, cloudInit: { sshKeys } }));
    expect(Object.keys(files)).toEqual(['META-DATA;1', 'USER-DATA;1']);
    expect(parse(`${files['USER-DATA;1']}`)).toMatchObject({ ssh_authorized_keys: sshKeys });
  });

  it('gives every guest a name that a host may have', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        expect(hostName(name)).toMatch(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/);
      }),
    );
  });

  it.each([
    { user: 'root: x', sshKeys: [] },
    { sshKeys: ['not a key\nruncmd: [reboot]'] },
    { sshKeys: [], address: '10.0.0.5' },
    { sshKeys: [], address: '10.0.0.5/33' },
    { sshKeys: [], address: '10.0.0.5/24', gateway: 'router' },
  ])('refuses %j', (cloudInit) => {
    expect(() => checkCloudInit(cloudInit)).toThrow(expect.objectContaining({ code: 'invalid' }));
  });
});

describe('an ISO 9660 image', () => {
  it('gives every content back, whatever its length', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 5000 }), { maxLength: 5 }), (contents) => {
        const files = contents.map((content, at) => ({ name: `file-${at}`, content }));
        const image = isoImage('label', files);
        expect(image.length % 2048).toBe(0);
        const found = filesOf(image);
        for (const { name, content } of files) {
          expect(found[`${name.toUpperCase()};1`]).toBe(Buffer.from(content).toString('utf8'));
        }
      }),
      { numRuns: 30 },
    );
  });

  it('is read by another program as it was written', async ({ skip }) => {
    const directory = mkdtempSync(join(tmpdir(), 'seed-'));
    const file = join(directory, 'seed.iso');
    writeFileSync(file, seedImage(seed));
    const options = { signal, timeoutMs: 10_000 };
    const listed = await exec('isoinfo', ['-i', file, '-f', '-d'], options).catch(() => undefined);
    rmSync(directory, { recursive: true });
    skip(listed === undefined, 'isoinfo (package genisoimage) is not here');
    expect(listed?.stdout).toContain('Volume id: cidata');
    expect(listed?.exitCode).toBe(0);
  });
});
