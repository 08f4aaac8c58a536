import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { hypervisors } from '../adapters/hypervisor/index.ts';
import { silent } from '../src/log.ts';
import { defineHypervisor, type HypervisorAdapter } from '../src/site.ts';
import { openSites } from '../src/sites.ts';
import { site } from './fixtures/machines.ts';

type Detect = NonNullable<HypervisorAdapter['detect']>;

const adapter = (kind: string, more: { detect?: Detect; fallback?: boolean } = {}) =>
  defineHypervisor({
    kind,
    Config: z.object({}),
    create: (_config, { name }) => site(name),
    ...more,
  });
const toy = adapter('toy', { fallback: true });

async function opened(adapters: readonly HypervisorAdapter[]): Promise<readonly string[]> {
  const sites = await openSites(undefined, { adapters, dataDirectory: tmpdir(), log: silent });
  await Promise.all(sites.map((one) => one.close?.()));
  return sites.map((one) => one.site.name);
}

describe('a start without configuration', () => {
  test('opens everything that this machine has, under the names of the kinds', async () => {
    const here = async () => ({});
    expect(
      await opened([adapter('a', { detect: here }), toy, adapter('b', { detect: here })]),
    ).toEqual(['a', 'b']);
  });

  test('opens the fallback where nothing is found, a failed search included', async () => {
    const broken = adapter('a', { detect: () => Promise.reject(new Error('no socket')) });
    const absent = adapter('b', { detect: async () => undefined });
    expect(await opened([broken, absent, adapter('c'), toy])).toEqual(['toy']);
  });
});

describe('on a machine', () => {
  const path = process.env['PATH'];
  const directories: string[] = [];
  afterEach(() => {
    process.env['PATH'] = path;
    for (const directory of directories.splice(0)) rmSync(directory, { recursive: true });
  });

  /** The only program there is called `virsh`, and does this. */
  function onlyVirsh(script: string): void {
    const directory = mkdtempSync(join(tmpdir(), 'nakhoda-sites-'));
    directories.push(directory);
    writeFileSync(join(directory, 'virsh'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    process.env['PATH'] = directory;
  }

  test.each([
    {
      what: 'a libvirt that answers',
      script: 'test "$*" = "-c qemu:///system uri"',
      found: 'libvirt',
    },
    {
      what: 'a libvirt that is slow to answer',
      script: '/bin/sleep 3; test "$*" = "-c qemu:///system uri"',
      found: 'libvirt',
    },
    { what: 'a virsh whose libvirt is not there', script: 'exit 1', found: 'demo' },
    {
      what: 'a libvirt that does not answer in time',
      script: 'exec /bin/sleep 60',
      found: 'demo',
    },
  ])('with $what the site $found is opened', async ({ script, found }) => {
    onlyVirsh(script);
    expect(await opened(hypervisors)).toEqual([found]);
  });
});
