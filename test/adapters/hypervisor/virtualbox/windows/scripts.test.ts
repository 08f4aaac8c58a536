import { describe, expect, it } from 'vitest';
import * as scripts from '../../../../../adapters/hypervisor/virtualbox/windows/scripts.ts';
import { powershellLine } from '../../../../../src/shell/powershell.ts';

const { parseFacts, parseSystem, ...rest } = scripts;
const base64 = (text: string) => Buffer.from(text).toString('base64');

/** Made up after what the scripts write: no Windows was at hand. */
describe('what the scripts for Windows say', () => {
  it('fits into a line of cmd, whichever is sent', () => {
    const texts = Object.values(rest);
    expect(texts.length).toBeGreaterThan(4);
    for (const text of texts) expect(() => powershellLine(text, 'powershell')).not.toThrow();
  });

  it('is read whatever stands around it', () => {
    const said = `warning\r\ncodePage ${base64('932')}\r\nname ${base64('ノート')}\r\n`;
    expect(parseFacts(said)).toEqual({ codePage: 932, name: 'ノート' });
  });

  it('is refused where it is none of it', () => {
    const said = 'Cannot invoke method. Method invocation is supported only on core types.\r\n';
    expect(() => parseFacts(said)).toThrow('did not answer as it should');
  });

  it('leaves out what this user may not ask', () => {
    expect(parseSystem('')).toEqual({});
    const lines = [`hypervisor ${base64('True')}`, `upSeconds ${base64('90')}`];
    expect(parseSystem(lines.join('\r\n'))).toEqual({ hypervisor: true, upSeconds: 90 });
  });
});
