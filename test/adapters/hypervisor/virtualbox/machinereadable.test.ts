import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { infoOf } from '../../../../adapters/hypervisor/virtualbox/info.ts';
import { parseMachineReadable } from '../../../../adapters/hypervisor/virtualbox/machinereadable.ts';
import { recorded } from './recorded.ts';

const parse = (name: string) => parseMachineReadable(recorded(name).stdout);

describe('showvminfo --machinereadable', () => {
  it('tells of a whole machine, its description with quotes and line breaks', () => {
    const info = infoOf('b404bc4d-3841-4ae8-b77f-e42c5df2052a', parse('showvminfo-mr-full'));
    expect(info).toMatchObject({
      name: 'web01',
      birth: 'b404bc4d-3841-4ae8-b77f-e42c5df2052a',
      state: 'stopped',
      active: false,
      cpus: 1,
      memoryBytes: 64 * 1024 ** 2,
      groups: ['prod', 'web'],
      description: 'line one\nline "two" with = and quotes\nkey="value"',
      settingsFile: '/root/VirtualBox VMs/prod/web01/web01.vbox',
      logFile: '/root/VirtualBox VMs/prod/web01/Logs/VBox.log',
    });
    expect(info.fields.get('SATA-0-0')).toBe('/root/VirtualBox VMs/prod/web01/web01.vdi');
    expect(info.fields.get('Forwarding(0)')).toBe('ssh,tcp,127.0.0.1,2222,,22');
  });

  it('has a name with quotes, braces and a backslash as it is', () => {
    expect(parse('showvminfo-weird').get('name')).toBe('we"ird ü\\name {x}');
  });

  it('ends where the snapshots begin, whose descriptions anybody may have written', () => {
    const fields = parse('showvminfo-mr-snapshots');
    expect(fields.get('nic1')).toBe('bridged');
    expect([...fields.keys()].filter((key) => /^(?:Current)?Snapshot/.test(key))).toEqual([]);
  });

  it('leaves out the banner of a wrapper, and lines without a key', () => {
    const banner = recorded('wrapper-script-version.stdout').stdout;
    const fields = parseMachineReadable(`${banner}\n rec_screen0\nname="a"\r\nmemory=64\r\n`);
    expect([...fields]).toEqual([
      ['name', 'a'],
      ['memory', '64'],
    ]);
  });

  it('reads any text back that is escaped as VirtualBox does it', () => {
    const escaped = (text: string) => text.replace(/(["\\])/g, '\\$1');
    const text = fc
      .array(
        fc.oneof(
          fc.string({ unit: 'grapheme' }),
          fc.constantFrom('\u2028', '"', '\\', '\n', '=', 'UUID="x"'),
        ),
      )
      .map((parts) => parts.join('').replaceAll('\r', ''));
    fc.assert(
      fc.property(text, text, (name, description) => {
        const said = `name="${escaped(name)}"\nUUID="u"\ndescription="${escaped(description)}"\nend=1\n`;
        const fields = parseMachineReadable(said);
        expect(fields.get('name')).toBe(name);
        expect(fields.get('UUID')).toBe('u');
        expect(fields.get('description')).toBe(description);
        expect(fields.get('end')).toBe('1');
      }),
    );
  });
});
