import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { hypervisors } from '../../adapters/hypervisor/index.ts';
import { createMetrics } from '../../adapters/monitoring/metrics.ts';
import { parseConfig } from '../../src/config.ts';
import { read, root } from './files.ts';

const page = read('docs/running.md');
const unit = read('docs/running/nakhoda.service');
const container = read('docs/running/Containerfile');
const compose = z
  .object({
    services: z.record(
      z.string(),
      z.looseObject({ secrets: z.array(z.string()), volumes: z.array(z.string()) }),
    ),
    secrets: z.record(z.string(), z.object({ file: z.string() })),
    volumes: z.record(z.string(), z.null()),
  })
  .parse(parse(read('docs/running/compose.yaml')));

describe('running it for a team', () => {
  it('has a configuration without a mistake', () => {
    const [, yaml = ''] = /^```yaml\n([\s\S]*?)^```$/m.exec(page) ?? [];
    process.env['DATABASE_URL'] = 'postgresql://nakhoda@db.example.org/nakhoda';
    process.env['HEARTBEAT_URL'] = 'https://watch.example.org/ping/0123456789';
    const config = parseConfig(yaml, { path: 'docs/running.md', adapters: hypervisors });
    delete process.env['DATABASE_URL'];
    expect(config).toMatchObject({ http: { port: 8017 }, heartbeat: { everyMs: 60_000 } });
  });

  it('names each figure that there is, and no other', async () => {
    const metrics = createMetrics('1', () => ({ sites: [] }));
    const told = [...(await metrics.text()).matchAll(/^# TYPE (nakhoda_\S+)/gm)]
      .map(([, name = '']) => name)
      .filter((name) => !/^nakhoda_(nodejs|process)_/.test(name));
    const named = [...page.matchAll(/^\| `(nakhoda_\w+)` /gm)].map(([, name]) => name);
    expect(told.length).toBeGreaterThan(8);
    expect(new Set(named)).toEqual(new Set(told));
  });

  it('starts what stands in the tree', () => {
    const [, node = '', main = ''] = /^ExecStart=(\S+) (\S+) serve$/m.exec(unit) ?? [];
    for (const path of [node, main]) {
      expect(path).toMatch(/^\/opt\/nakhoda\//);
      expect(existsSync(path.replace('/opt/nakhoda', root)), path).toBe(true);
    }
    expect(container).toContain('ENTRYPOINT ["node_modules/.bin/node", "src/main.ts"]');
    const copied = [...container.matchAll(/^COPY (\S+) /gm)].map(([, path = '']) => path);
    expect(new Set(copied)).toEqual(new Set(['package.json', 'adapters', 'commands', 'src']));
  });

  it('brings each secret and each volume that its containers use', () => {
    for (const { secrets, volumes } of Object.values(compose.services)) {
      expect(secrets.filter((name) => !(name in compose.secrets))).toEqual([]);
      const named = volumes.filter((volume) => !volume.startsWith('.'));
      expect(named.filter((volume) => !((volume.split(':')[0] ?? '') in compose.volumes))).toEqual(
        [],
      );
    }
  });

  const systemd = '/usr/bin/systemd-analyze';
  it.skipIf(!existsSync(systemd))('has a unit that systemd understands', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'nakhoda-unit-'));
    chmodSync(directory, 0o755);
    const file = join(directory, 'nakhoda.service');
    writeFileSync(file, unit.replaceAll('/opt/nakhoda', root));
    const { exitCode, stderr } = await execa(systemd, ['verify', '--man=no', file], {
      reject: false,
    });
    rmSync(directory, { recursive: true });
    expect({
      exitCode,
      ours: stderr.split('\n').filter((line) => line.includes('nakhoda')),
    }).toEqual({ exitCode: 0, ours: [] });
  });
});
