import { describe, expect, it } from 'vitest';
import { marked, never, type Subject, until } from './subject.ts';

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
        expect((await marked(machine, hypervisor)).birth).not.toBe('');
        expect(hosts).toContain(machine.host);
      }
    });

    it('a machine has the same birth mark whenever it is asked for', async () => {
      const { fixture, hypervisor, machine } = current();
      const { birth } = await machine(fixture.running);
      expect((await machine(fixture.running)).birth).toBe(birth);
      expect((await machine(fixture.stopped)).birth).not.toBe(birth);
      const [listed] = (await hypervisor.machines(never)).filter(
        ({ name }) => name === fixture.running,
      );
      expect([birth, '']).toContain(listed?.birth);
    });

    it('what a machine’s card shows besides is true, or absent', async () => {
      const { fixture, hypervisor, machine } = current();
      const running = await machine(fixture.running);
      const details = await hypervisor.details?.(running, never);
      expect(['running', undefined]).toContain(details?.state);
      const stalls = Object.values(details?.pressure ?? {});
      for (const share of stalls.flatMap((stall) => Object.values(stall ?? {}))) {
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1);
      }
      const off = await hypervisor.details?.(await machine(fixture.stopped), never);
      expect(off?.usage?.cpuFraction).toBeUndefined();
    });

    it('history is of the time that was asked for, oldest first', async () => {
      const { fixture, hypervisor, machine } = current();
      const [host] = await hypervisor.hosts(never);
      const { history } = hypervisor;
      if (history === undefined || host === undefined) return;
      const span = { from: Date.now() - 3_600_000, to: Date.now() };
      for (const points of [
        await history.machine(await machine(fixture.running), span, never),
        await history.host(host, span, never),
      ]) {
        const times = points.map(({ at }) => at);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
        expect(times.every((at) => at >= span.from && at <= span.to)).toBe(true);
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
        expect(host.swapUsedBytes ?? 0).toBeLessThanOrEqual(host.swapBytes ?? 0);
        expect(host.rootUsedBytes ?? 0).toBeLessThanOrEqual(host.rootBytes ?? 0);
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
      // A platform that samples at a pace of its own has no rates before its second sample.
      const figures = await until('there are rates', async () => {
        const found = (await hypervisor.usage(never)).find(({ id }) => id === running.id);
        return found?.nics[0]?.sentBytesPerSecond === undefined ? undefined : found;
      });
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
