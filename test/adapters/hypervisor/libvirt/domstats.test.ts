import { describe, expect, it } from 'vitest';
import {
  figure,
  kibibytes,
  parseDomstats,
} from '../../../../adapters/hypervisor/libvirt/domstats.ts';
import { recorded } from './recorded.ts';

describe('what domstats said', () => {
  const domains = parseDomstats(recorded('domstats-one-hung.txt'));
  const well = domains.get('e2') ?? new Map();
  const hung = domains.get('e1') ?? new Map();

  it('is told apart by domain', () => {
    expect(new Set(domains.keys())).toEqual(new Set(['e1', 'e2']));
    expect(figure(well, 'block.0.capacity')).toBe(268_435_456);
    expect(kibibytes(well, 'balloon.current')).toBe(131_072 * 1024);
  });

  it('lacks the figures of a QEMU that hangs, and they stay unknown', () => {
    expect(figure(hung, 'state.state')).toBe(1);
    expect(kibibytes(hung, 'balloon.rss')).toBeUndefined();
    expect(figure(hung, 'block.0.capacity')).toBeUndefined();
  });

  it.each(["it's", "a' b", '--all', '$(reboot)', 'Domain: x', 'a=b', '\u202Eevil'])(
    'keeps the name %j whole',
    (name) => {
      const text = `Domain: '${name}'\n  state.state=5\n\nDomain: 'last'\n  state.state=1\n\n`;
      const parsed = parseDomstats(text);
      expect([...parsed.keys()]).toEqual([name, 'last']);
      expect(parsed.get(name)?.get('state.state')).toBe('5');
    },
  );

  it('keeps a path with an equals sign whole', () => {
    const parsed = parseDomstats("Domain: 'a'\n  block.0.path=/a=b c.qcow2\n");
    expect(parsed.get('a')?.get('block.0.path')).toBe('/a=b c.qcow2');
  });
});
