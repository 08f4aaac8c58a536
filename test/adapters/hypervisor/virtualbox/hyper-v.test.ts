import { expect, it } from 'vitest';
import { driverOf, hyperVOf } from '../../../../adapters/hypervisor/virtualbox/checks/hyper-v.ts';

it('Hyper-V below Windows is told, with what turns it off', () => {
  expect(hyperVOf({ hypervisor: false })).toMatchObject([{ state: 'ok' }]);
  expect(hyperVOf({ hypervisor: true, memoryIntegrity: true })).toMatchObject([
    { state: 'warning', hint: expect.stringContaining('Memory Integrity') },
  ]);
  expect(hyperVOf({ hypervisor: true })).toMatchObject([
    { state: 'warning', hint: expect.stringContaining('hypervisorlaunchtype off') },
  ]);
});

it('a driver that does not run is told, and nothing of what is not known', () => {
  expect(driverOf({ driver: 'Running' })).toMatchObject([{ state: 'ok' }]);
  expect(driverOf({ driver: 'Stopped' })).toMatchObject([{ state: 'warning' }]);
  expect([...driverOf({}), ...hyperVOf({})]).toEqual([]);
});
