import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesInGit, read, root } from './files.ts';

const files = filesInGit();
const papers = files.filter((path) => path.endsWith('.md') && existsSync(join(root, path)));

/** What may stand at the top, besides the tools' configurations, lock and licence files, and what has a dot. */
const top = ['src', 'commands', 'adapters', 'test', 'docs', 'package.json', 'tsconfig.json'];
const texts = ['README.md', 'CONTRIBUTING.md', 'LICENSE', 'package-lock.json'];
const tools = ['biome.json', 'knip.json', 'vitest.config.ts', 'vitest.real.config.ts'];

describe('the house', () => {
  it('has nothing at its top that does not belong there', () => {
    const entries = new Set(files.map((path) => path.split('/', 1).join()));
    const allowed = new Set([...top, ...texts, ...tools]);
    expect([...entries].filter((name) => !name.startsWith('.') && !allowed.has(name))).toEqual([]);
    expect([...top, 'README.md', 'CONTRIBUTING.md'].filter((name) => !entries.has(name))).toEqual(
      [],
    );
  });

  it('greets a newcomer in under 400 words, the first of them bold', () => {
    const text = read('README.md');
    expect(text.split(/\s+/).filter((word) => word !== '').length).toBeLessThan(400);
    expect(text).toMatch(/^\*\*[^*\n]+\.\*\*\n/);
  });

  it.each(papers)('%s links to what is there', (path) => {
    const links = [...read(path).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
    const local = links.filter((target) => !/^(?:[a-z]+:|#)/.test(target));
    const missing = local.filter((target) => {
      const [file = ''] = target.split('#');
      return !existsSync(join(root, dirname(path), file));
    });
    expect(missing).toEqual([]);
  });

  it('names each decision in their index', () => {
    const index = read('docs/decisions/README.md');
    const pages = files.filter((path) => /^docs\/decisions\/\d{4}-[a-z0-9-]+\.md$/.test(path));
    expect(pages.length).toBeGreaterThan(0);
    for (const page of pages) expect(index).toContain(`(${page.slice('docs/decisions/'.length)})`);
  });

  it('describes each variable that the bot reads, and no other', () => {
    const code = files
      .filter((path) => /^(src|adapters)\/.*\.ts$/.test(path) && existsSync(join(root, path)))
      .map(read);
    const named = code.flatMap(
      (text) =>
        text.match(
          /\b(?:NAKHODA_[A-Z_]+|DATABASE_URL|HTTPS?_PROXY|NO_PROXY|(?:SLACK|DISCORD)_[A-Z_]+)\b/g,
        ) ?? [],
    );
    const described = [...read('.env.example').matchAll(/^#(\w+)=/gm)].map(([, name]) => name);
    expect(new Set(named)).toEqual(new Set(described));
  });

  it("names no registry and no path of a developer's machine", () => {
    const home = /(?<![\w.])\/(?:home|Users|work)\/[a-z]/i;
    const registry = /\bregistry\.[a-z0-9-]+\.(?:com|dev|io|net|org)\b|\/api\/npm\//i;
    const telling = files.filter((path) => {
      if (!existsSync(join(root, path)) || path === 'test/house/papers.test.ts') return false;
      const text = read(path);
      return home.test(text) || registry.test(text);
    });
    expect(telling).toEqual([]);
  });
});
