import { describe, expect, it } from 'vitest';
import { never, type Subject } from './subject.ts';

export function machineFacts(current: () => Subject): void {
  describe('machines, hosts and usage', () => {
    it('every machine has an id of its own, a birth mark and a host', async () => {
      const { hypervisor } = current();
      const machines = await hypervisor.machines(never);
      expect(new Set(machines.map(({ id }) => id)).size).toBe(machines.length);
      const hosts = (await hypervisor.hosts(never)).map(({ name }) => name);
      for (const machine of machines) {
        expect(machine.site).toBe(hypervisor.site.name);
        expect(machine.id).not.toBe('');
        expect(machine.birth).not.toBe('');
        expect(hosts).toContain(machine.host);
      }
    });

    it('the states are the true ones', async () => {
      const { fixture, machine } = current();
      expect((await machine(fixture.running)).state).toBe('running');
      expect((await machine(fixture.stopped)).state).toBe('stopped');
    });

    it('a host has a name and its CPUs, memory and uptime', async () => {
      const { hypervisor } = current();
      const hosts = await hypervisor.hosts(never);
      expect(hosts.length).toBeGreaterThan(0);
      for (const host of hosts) {
        expect(host.name).not.toBe('');
        expect(host.cpus).toBeGreaterThan(0);
        expect(host.memoryBytes).toBeGreaterThan(0);
        expect(host.memoryUsedBytes).toBeLessThanOrEqual(host.memoryBytes ?? 0);
        expect(host.uptimeMs).toBeGreaterThan(0);
      }
    });

    it('usage has figures for a running machine, none made up for one that is off', async () => {
      const { fixture, hypervisor, machine } = current();
      const running = await machine(fixture.running);
      const stopped = await machine(fixture.stopped);
      const before = Date.now();
      const usage = await hypervisor.usage(never);
      const figures = usage.find(({ id }) => id === running.id);
      expect(figures?.at).toBeGreaterThanOrEqual(before - 5_000);
      expect(figures?.memoryBytes ?? figures?.hostMemoryBytes).toBeGreaterThan(0);
      expect(figures?.disks.length).toBeGreaterThan(0);
      const off = usage.find(({ id }) => id === stopped.id);
      expect(off?.cpuFraction).toBeUndefined();
      expect(off?.memoryUsedBytes).toBeUndefined();
    });

    it('usage tells how much goes over disks and cards each second', async () => {
      const { fixture, hypervisor, machine } = current();
      const running = await machine(fixture.running);
      const figures = (await hypervisor.usage(never)).find(({ id }) => id === running.id);
      for (const disk of figures?.disks.slice(0, 1) ?? []) {
        expect(disk.readBytesPerSecond).toBeGreaterThanOrEqual(0);
        expect(disk.writtenBytesPerSecond).toBeGreaterThanOrEqual(0);
      }
      expect(figures?.nics.length).toBeGreaterThan(0);
      for (const nic of figures?.nics ?? []) {
        expect(nic.receivedBytesPerSecond).toBeGreaterThanOrEqual(0);
        expect(nic.sentBytesPerSecond).toBeGreaterThanOrEqual(0);
      }
    });

    it('a question whose signal is aborted already is not asked', async () => {
      const { hypervisor } = current();
      const gone = AbortSignal.abort(new Error('nobody waits'));
      await expect(hypervisor.machines(gone)).rejects.toThrow('nobody waits');
      await expect(hypervisor.usage(gone)).rejects.toThrow('nobody waits');
      await expect(hypervisor.hosts(gone)).rejects.toThrow('nobody waits');
    });
  });
}
