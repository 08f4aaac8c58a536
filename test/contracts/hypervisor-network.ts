import { beforeEach, describe, expect, it } from 'vitest';
import type { NetworkCard } from '../../src/hypervisor/network.ts';
import { need, never, type Subject } from './subject.ts';
import { memoryTask } from './task.ts';

export function networkFacts(current: () => Subject): void {
  describe('network', () => {
    beforeEach(({ skip }) => {
      if (!current().hypervisor.network)
        skip('the platform does not show how machines are plugged in');
    });

    async function card(name: string): Promise<NetworkCard> {
      const { hypervisor, machine } = current();
      const [first] = await need(hypervisor.network).cards(await machine(name), never);
      if (!first) throw new Error(`${name} has no network card`);
      return first;
    }

    it('a card is named, and plugged into something that its host has', async () => {
      const { fixture, hypervisor, machine } = current();
      const { host } = await machine(fixture.running);
      const here = (await need(hypervisor.network).segments(never)).filter(
        (one) => one.host === host,
      );
      const found = await card(fixture.running);
      expect(found.id).not.toBe('');
      expect(here.map(({ name }) => name)).toContain(found.segment);
    });

    it('a card, or else its segment, tells what is at the other end of the cable', async () => {
      const { fixture, hypervisor, machine } = current();
      const { host } = await machine(fixture.running);
      const found = await card(fixture.running);
      const segments = await need(hypervisor.network).segments(never);
      const segment = segments.find((one) => one.host === host && one.name === found.segment);
      expect(found.wiring ?? segment?.wiring).toBeDefined();
    });

    it('a card has the MAC address that the guest sees', async ({ skip }) => {
      skip(!current().guest, 'no way into the guests of this platform');
      const { fixture, answers } = current();
      const running = await answers(fixture.running);
      const inside = await need(current().guest).addresses(running, never);
      expect(inside.map(({ mac }) => mac)).toContain((await card(fixture.running)).mac);
    });

    it.for(['running', 'stopped'] as const)(
      'a pulled cable of a machine that is %s is read back as pulled, and as in again',
      async (which) => {
        const { fixture, hypervisor, machine } = current();
        const network = need(hypervisor.network);
        const subject = await machine(fixture[which]);
        const { id } = await card(subject.name);
        await network.link(subject, { card: id, up: false }, memoryTask());
        expect((await card(subject.name)).linkUp).toBe(false);
        await network.link(subject, { card: id, up: true }, memoryTask());
        expect((await card(subject.name)).linkUp).toBe(true);
      },
    );

    it('a guest with a pulled cable reaches nothing', async ({ skip }) => {
      skip(!current().guest, 'no way into the guests of this platform');
      const { fixture, hypervisor, answers, run } = current();
      const network = need(hypervisor.network);
      const running = await answers(fixture.running);
      const host = (await hypervisor.hosts(never)).find(({ name }) => name === running.host);
      const [address] = host?.addresses ?? [];
      if (address === undefined) return skip('the address of the host is unknown');
      const ping = ['ping', '-c', '1', '-W', '2', address];
      const { id } = await card(fixture.running);
      expect((await run(running, ping)).exitCode).toBe(0);
      await network.link(running, { card: id, up: false }, memoryTask());
      expect((await run(running, ping)).exitCode).not.toBe(0);
      await network.link(running, { card: id, up: true }, memoryTask());
    });

    it.for(['running', 'stopped'] as const)(
      'a machine that is %s is plugged into another segment and back',
      async (which, { skip }) => {
        const { fixture, hypervisor, machine } = current();
        const network = need(hypervisor.network);
        const subject = await machine(fixture[which]);
        const before = await card(subject.name);
        const others = (await network.segments(never)).filter(
          ({ host, name, active }) => host === subject.host && active && name !== before.segment,
        );
        const [other] = others;
        if (!other) return skip('there is one segment only');
        const plug = { card: before.id, segment: other };
        await network.connect(subject, plug, memoryTask());
        expect(await card(subject.name)).toMatchObject({ id: before.id, segment: other.name });
        const home = (await network.segments(never)).find(
          ({ host, name }) => host === subject.host && name === before.segment,
        );
        if (!home) throw new Error('the segment it came from is gone');
        await network.connect(subject, { card: before.id, segment: home }, memoryTask());
        const { device: _, ...same } = before;
        expect(await card(subject.name)).toMatchObject(same);
      },
    );

    it('a segment that is not there is refused, and the card stays where it is', async () => {
      const { fixture, hypervisor, machine } = current();
      const running = await machine(fixture.running);
      const before = await card(fixture.running);
      const plug = { card: before.id, segment: { name: 'no-such-0', kind: 'bridge' as const } };
      const task = memoryTask();
      await expect(need(hypervisor.network).connect(running, plug, task)).rejects.toMatchObject({
        code: expect.stringMatching(/not-found|failed|invalid/),
      });
      expect(await card(fixture.running)).toEqual(before);
    });

    it('a card that the machine does not have is not-found', async () => {
      const { fixture, hypervisor, machine } = current();
      const running = await machine(fixture.running);
      const cable = { card: 'no-such-card', up: false };
      await expect(
        need(hypervisor.network).link(running, cable, memoryTask()),
      ).rejects.toMatchObject({ code: 'not-found' });
    });
  });

  describe('screen', () => {
    beforeEach(({ skip }) => {
      if (!current().hypervisor.screen) skip('the platform shows no screens');
    });

    it('a screenshot of a running machine is a PNG of the size it says', async ({ skip }) => {
      const { fixture, hypervisor, machine } = current();
      const screen = need(hypervisor.screen);
      if (!screen.shot) return skip('the platform gives no pictures of screens');
      const shot = await screen.shot(await machine(fixture.running), never);
      expect(shot.png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
      // The IHDR chunk comes first: https://www.w3.org/TR/png-3/#11IHDR
      expect(shot.png.readUInt32BE(16)).toBe(shot.width);
      expect(shot.png.readUInt32BE(20)).toBe(shot.height);
      expect(shot.width).toBeGreaterThan(0);
    });

    it('a way to the console of a running machine is one line for a shell or an address, without a password', async () => {
      const { fixture, hypervisor, machine } = current();
      const ways = await need(hypervisor.screen).consoles(await machine(fixture.running), never);
      for (const { name, line } of ways) {
        expect(name).not.toBe('');
        expect(line).toMatch(/^(?:[\w-]+ [^\n]+|https:\/\/\S+)$/);
        expect(line).not.toMatch(/passw/i);
      }
    });

    it('a machine that is off has no picture', async ({ skip }) => {
      const { fixture, hypervisor, machine } = current();
      const screen = need(hypervisor.screen);
      if (!screen.shot) return skip('the platform gives no pictures of screens');
      const off = await machine(fixture.stopped);
      await expect(screen.shot(off, never)).rejects.toMatchObject({
        code: 'conflict',
      });
    });
  });
}
