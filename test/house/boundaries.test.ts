import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { root } from './files.ts';

/** One import in one place, and whether the house allows it. */
const probes = [
  { path: 'src/a.ts', imports: '../adapters/hypervisor/index.ts', allowed: false },
  { path: 'src/b.ts', imports: '../commands/index.ts', allowed: false },
  { path: 'src/c.ts', imports: '@slack/bolt', allowed: false },
  { path: 'src/d.ts', imports: 'kysely', allowed: false },
  { path: 'src/line/e.ts', imports: '../../adapters/chat/terminal/index.ts', allowed: false },
  { path: 'src/store/f.ts', imports: 'kysely', allowed: true },
  { path: 'src/store/g.ts', imports: 'pg', allowed: false },
  { path: 'src/store/h.ts', imports: '../../adapters/postgres/index.ts', allowed: false },
  { path: 'src/program.ts', imports: '../adapters/hypervisor/index.ts', allowed: true },
  { path: 'commands/vm/i.ts', imports: 'kysely', allowed: false },
  { path: 'commands/vm/j.ts', imports: '../../src/store/open.ts', allowed: false },
  { path: 'commands/vm/k.ts', imports: '../../adapters/hypervisor/index.ts', allowed: false },
  { path: 'commands/vm/l.ts', imports: 'execa', allowed: false },
  { path: 'commands/vm/m.ts', imports: '../../src/card.ts', allowed: true },
  { path: 'adapters/chat/x/n.ts', imports: '../../hypervisor/demo/index.ts', allowed: false },
  { path: 'adapters/chat/x/o.ts', imports: '../../../commands/index.ts', allowed: false },
  { path: 'adapters/chat/x/p.ts', imports: '../../../src/chat.ts', allowed: true },
  { path: 'adapters/hypervisor/x/q.ts', imports: '../../chat/index.ts', allowed: false },
  { path: 'adapters/hypervisor/x/r.ts', imports: '../../../src/store/open.ts', allowed: false },
  { path: 'adapters/monitoring/t.ts', imports: '../../src/store/open.ts', allowed: false },
  { path: 'adapters/monitoring/u.ts', imports: 'undici', allowed: true },
  { path: 'adapters/webhook/v.ts', imports: '../../src/store/open.ts', allowed: false },
  { path: 'adapters/webhook/w.ts', imports: '../../src/webhooks/webhook.ts', allowed: true },
  { path: 'src/v.ts', imports: 'undici', allowed: false },
  { path: 'adapters/hypervisor/x/s.ts', imports: '../../../src/hypervisor.ts', allowed: true },
] as const;

const Report = z.object({
  diagnostics: z.array(
    z.object({ category: z.string(), location: z.object({ path: z.string() }) }),
  ),
});

let directory: string;
let refused: Set<string>;

/** Our own biome.json, in a tree of its own: nothing is written into ours. */
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'nakhoda-boundaries-'));
  await copyFile(join(root, 'biome.json'), join(directory, 'biome.json'));
  for (const { path, imports } of probes) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), `import { it } from '${imports}';\nit();\n`);
  }
  const flags = ['--vcs-enabled=false', '--only=style/noRestrictedImports', '--reporter=json'];
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
  const { stdout } = await execa(process.execPath, [biome, 'lint', ...flags, '.'], {
    cwd: directory,
    reject: false,
  });
  const { diagnostics } = Report.parse(JSON.parse(stdout));
  expect(new Set(diagnostics.map(({ category }) => category))).toEqual(
    new Set(['lint/style/noRestrictedImports']),
  );
  refused = new Set(diagnostics.map(({ location }) => location.path));
});

afterAll(() => rm(directory, { recursive: true, force: true }));

it.each(probes.filter(({ allowed }) => !allowed))('$path may not import $imports', ({ path }) => {
  expect(refused).toContain(path);
});

it.each(probes.filter(({ allowed }) => allowed))('$path may import $imports', ({ path }) => {
  expect(refused).not.toContain(path);
});
