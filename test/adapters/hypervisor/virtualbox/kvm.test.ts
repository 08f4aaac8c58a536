import { describe, expect, it } from 'vitest';
import {
  contention,
  kvmAdvice,
  parseKvm,
  startObstacle,
} from '../../../../adapters/hypervisor/virtualbox/checks/kvm.ts';

/** Made up after proc_modules(5): KVM is not loaded where this was written. */
const said = (kernel: string, atLoad: string, users: number) =>
  `${kernel}\n${atLoad}\ndriver\nkvm_amd 229376 ${users} - Live 0x0\nkvm 1404928 1 kvm_amd, Live 0x0\n`;

const advice = (version: string, text: string) => {
  const kvm = parseKvm(text);
  return kvm && kvmAdvice(kvm, version);
};

describe('KVM beside VirtualBox', () => {
  it('is nothing to speak of where its module is not loaded', () => {
    expect(parseKvm('6.1.0-32-amd64\n-\n-\next4 1 1 - Live 0x0\n')).toBeUndefined();
  });

  it('is in the way of an old VirtualBox while its machines run', () => {
    expect(advice('7.0.26', said('6.1.0-32-amd64', '-', 2))).toContain('Stop the KVM machines');
    expect(advice('7.0.26', said('6.1.0-32-amd64', '-', 0))).toBeUndefined();
  });

  it('takes the processor when it is loaded, since Linux 6.12', () => {
    expect(advice('7.2.8', said('6.12.9', 'Y', 0))).toContain('enable_virt_at_load=0');
    expect(advice('7.2.8', said('6.12.9', 'N', 0))).toBeUndefined();
  });

  it('is what a newer VirtualBox goes through', () => {
    expect(advice('7.2.10', said('6.12.9', 'Y', 2))).toBeUndefined();
    expect(advice('7.2.22', said('6.18.1', 'N', 0))).toContain(
      'Take kvm.enable_virt_at_load=0 away',
    );
  });

  it('stops a start only where its machines run and VirtualBox has its driver', () => {
    const obstacle = (text: string, version?: string) => startObstacle(parseKvm(text), version);
    const busy = said('6.1.0-32-amd64', '-', 2);
    expect(obstacle(busy, '7.0.26')).toContain('Stop the KVM machines');
    expect(obstacle(busy.replace('driver', '-'), '7.0.26')).toBeUndefined();
    expect(obstacle(said('6.1.0-32-amd64', '-', 0), '7.0.26')).toBeUndefined();
    expect(obstacle(said('6.12.9', 'Y', 2), '7.2.22')).toBeUndefined();
    expect(obstacle(busy)).toBeUndefined();
  });

  it.each([
    {
      name: 'holds it now',
      text: said('6.1.0-32-amd64', '-', 2),
      version: '7.0.26',
      state: 'failed',
      stops: 'all',
    },
    {
      name: 'will take it',
      text: said('6.12.9', 'Y', 0),
      version: '7.2.8',
      state: 'warning',
      stops: undefined,
    },
    {
      name: 'shares it',
      text: said('6.12.9', 'Y', 2),
      version: '7.2.22',
      state: 'ok',
      stops: undefined,
    },
    {
      name: 'is not asked',
      text: said('6.12.9', 'Y', 2).replace('driver', '-'),
      version: '7.0.26',
      state: 'ok',
      stops: undefined,
    },
  ])('that $name is $state', ({ text, version, state, stops }) => {
    const [check] = contention(parseKvm(text), version);
    expect(check).toMatchObject({ code: 'vtx-contended', state });
    expect(check?.stops).toBe(stops);
  });
});
