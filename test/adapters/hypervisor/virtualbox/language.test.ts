import { expect, it } from 'vitest';
import { languageOf } from '../../../../adapters/hypervisor/virtualbox/checks/language.ts';
import { recorded } from './recorded.ts';

it('a VirtualBox that speaks another language than English is told', () => {
  expect(languageOf(recorded('list-hostinfo').stdout)).toEqual([]);
  // Made up: only its shape is that of the recording.
  const german = 'Informationen zum Host:\n\nSpeichergröße: 15976 MByte\n';
  expect(languageOf(german)).toMatchObject([{ subject: 'language', state: 'warning' }]);
});
