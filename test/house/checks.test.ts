import { expect, it } from 'vitest';
import { codes } from '../../src/doctor/codes.ts';
import { filesInGit, read } from './files.ts';

const paper = read('docs/checks.md');

it('every code of host check stands in its reference, in the same words', () => {
  const rows = [...paper.matchAll(/^\| `([a-z-]+)` *\| (.+?) *\| (.+?) *\|$/gm)];
  const written = rows.map(([, code = '', means, fix]) => [code, { means, fix }]);
  expect(Object.fromEntries(written)).toEqual(codes);
});

it('every code is found by something', () => {
  const sources = filesInGit()
    .filter((path) => /^(?:src|adapters)\/.*\.ts$/.test(path) && path !== 'src/doctor/codes.ts')
    .map(read)
    .join('\n');
  expect(Object.keys(codes).filter((code) => !sources.includes(`'${code}'`))).toEqual([]);
});
