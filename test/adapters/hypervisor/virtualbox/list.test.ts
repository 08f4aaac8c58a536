import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseList } from '../../../../adapters/hypervisor/virtualbox/list.ts';
import { recorded } from './recorded.ts';

it('a list has names with quotes, line breaks and dashes, and machines that cannot be read', () => {
  expect(parseList(recorded('list-vms-inaccessible').stdout)).toEqual([
    { id: '3272aada-447b-4637-b67f-5f1207e32177' },
    { id: '4dd587f3-a9d8-4163-972d-f5388b84e8c3', name: 'we"ird ü\\name {x}' },
    { id: '874b7e33-4970-4265-b62c-0acbd2e7c071', name: 'multi\nline' },
    { id: '0c15f097-0462-4f83-aadc-fb21ffa49c17', name: '--version' },
  ]);
});

it('a list has nothing of the banner of a wrapper', () => {
  const banner = recorded('wrapper-script-version.stdout').stdout;
  const list = '"a" {3272aada-447b-4637-b67f-5f1207e32177}\r\n';
  expect(parseList(`${banner}\n${list}`)).toEqual([
    { id: '3272aada-447b-4637-b67f-5f1207e32177', name: 'a' },
  ]);
});

it('every name comes back as it is, unless it ends a line with the id of a machine', () => {
  const name = fc
    .array(fc.oneof(fc.string(), fc.constantFrom('"', '\n', '" {', '}', '" {x}', '<inaccessible>')))
    .map((parts) => parts.join('').replaceAll('\r', ''))
    .filter((text) => text !== '<inaccessible>');
  fc.assert(
    fc.property(fc.array(fc.record({ id: fc.uuid(), name }), { maxLength: 5 }), (machines) => {
      const said = machines.map((one) => `"${one.name}" {${one.id}}\n`).join('');
      expect(parseList(said)).toEqual(machines);
    }),
  );
});
