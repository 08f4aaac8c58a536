import { expect, it } from 'vitest';
import { changed } from '../../src/hypervisor/labels.ts';
import { readTags } from '../../src/labels/tags.ts';

it('tags are read from words, commas and both, each once', () => {
  expect(readTags(['kelas-a,prod', 'web', 'prod'])).toEqual(['kelas-a', 'prod', 'web']);
});

it.each([
  ['Kelas A', 'Such as kelas-a.'],
  ['web,Prod', 'Such as prod.'],
  ['Prod', 'prod'],
  ['café', 'cafe'],
  ['-x', 'x'],
])('%s cannot be a tag, and a near one is named', (typed, near) => {
  expect(() => readTags([typed])).toThrow(
    expect.objectContaining({ code: 'invalid', hint: expect.stringContaining(near) }),
  );
});

it('no word is no tag', () => {
  expect(() => readTags([' , '])).toThrow(expect.objectContaining({ code: 'usage' }));
});

it('a change adds and takes away, whatever was there', () => {
  expect(changed(['b', 'a'], { add: ['c', 'a'], remove: [] })).toEqual(['a', 'b', 'c']);
  expect(changed(['b', 'a'], { add: [], remove: ['a', 'z'] })).toEqual(['b']);
});
