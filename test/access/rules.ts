import { expect } from 'vitest';
import { parse } from 'yaml';
import type { AccessFile } from '../../src/access/file.ts';
import { type RulebookParts, rulebookOf } from '../../src/access/rulebook.ts';
import { policyOver } from '../../src/access/ruled.ts';
import { readAccess } from '../../src/access/section.ts';

/** What `access:` of this text says; it has no mistakes. */
export function fileOf(yaml: string): AccessFile {
  const { access, problems } = readAccess(parse(yaml));
  expect(problems).toEqual([]);
  if (!access) throw new Error('there is no access: in it');
  return access;
}

/** The policy of these rules, for which nobody is trusted by the operating system. */
export function policyOf(yaml: string, more: Partial<RulebookParts> = {}) {
  const book = rulebookOf({ file: fileOf(yaml), grants: [], links: [], ...more });
  return { book, ...policyOver({ trusted: () => false, book: () => book }) };
}

/** What is wrong with this text, each with its path. */
export function mistakesOf(yaml: string, platforms?: readonly string[]): readonly string[] {
  return readAccess(parse(yaml), platforms).problems;
}
