import { describe, expect, it } from 'vitest';
import { hypervisors } from '../../adapters/hypervisor/index.ts';
import { parseConfig } from '../../src/config.ts';
import { diagnose } from '../../src/doctor/diagnose.ts';
import { type IgnoreRule, markIgnored } from '../../src/doctor/ignore.ts';
import { GiB, healthy, hostOf, machineOf } from './healthy.ts';

const facts = [
  healthy('kvm', {
    hosts: [hostOf('kvm', { memoryUsedBytes: 31.9 * GiB })],
    machines: [machineOf('kvm', 'web-1', { tags: ['lab'] }), machineOf('kvm', 'db-1')],
    looks: [
      { id: 'id-web-1', agent: 'missing' },
      { id: 'id-db-1', agent: 'missing' },
    ],
  }),
];

const ignored = (rule: IgnoreRule) =>
  markIgnored(diagnose(facts), [rule], facts).flatMap(({ code, machine, ignored: by }) =>
    by === undefined ? [] : [[machine?.name ?? code, by]],
  );

describe('a rule that ignores', () => {
  it.each<[IgnoreRule, readonly (readonly [string, string])[]]>([
    [{ code: 'memory-full' }, [['memory-full', 'everywhere']]],
    [
      { code: 'memory-full', on: 'host:kvm', because: 'a lab' },
      [['memory-full', 'host:kvm: a lab']],
    ],
    [{ code: 'memory-full', on: 'host:other' }, []],
    [{ code: 'agent-missing', on: 'tag:lab' }, [['web-1', 'tag:lab']]],
    [{ code: 'agent-missing', on: 'db-*' }, [['db-1', 'db-*']]],
    [{ code: 'clock-skewed' }, []],
  ])('%j marks what it means, and drops nothing', (rule, expected) => {
    expect(ignored(rule)).toEqual(expected);
    expect(markIgnored(diagnose(facts), [rule], facts)).toHaveLength(3);
  });
});

describe('the configuration', () => {
  const read = (more: string) =>
    parseConfig(`sites: [{ name: a, kind: demo, physical: rack-1 }]\n${more}\n`, {
      path: 'a.yaml',
      adapters: hypervisors,
    }).checks;

  it('says what is ignored, and which hosts are one', () => {
    expect(
      read('checks: { ignore: [{ code: memory-low, on: "host:a", because: small }] }'),
    ).toEqual({
      ignore: [{ code: 'memory-low', on: 'host:a', because: 'small' }],
      physical: { a: 'rack-1' },
    });
    expect(read('')).toEqual({ ignore: [], physical: { a: 'rack-1' } });
  });

  it('refuses a code that is none, and says which is near', () => {
    expect(() => read('checks: { ignore: [{ code: memory-ful }] }')).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('did you mean memory-full?') }),
    );
  });
});
