import { describe, expect, it } from 'vitest';
import { openBench, textOf } from '../commands/bench.ts';
import { guest, machine, pretend } from '../doubles/hypervisor.ts';

function sites() {
  const kvm = pretend({ guest: guest() });
  kvm.machines = [machine('e1'), machine('e2', { state: 'stopped' })];
  const at = Date.now();
  kvm.usage = [{ id: 'id-e1', at, cpuFraction: 0.5, memoryBytes: 2 ** 30, disks: [], nics: [] }];
  return [kvm.hypervisor];
}

describe('several machines shown at once', () => {
  it('stand side by side, each with its state and figures', async () => {
    const card = await openBench(sites()).card('vm show e1 e2');
    const text = textOf(card);
    expect(card.title).toBe('2 machines');
    expect(text).toMatch(/e1.*running.*50 % of 2/);
    expect(text).toMatch(/e2.*off/);
  });

  it('one alone has its whole card', async () => {
    const card = await openBench(sites()).card('vm show e1');
    expect(textOf(card)).toContain('CPU: 50 % of 2');
  });

  it('a site that is silent hides no other, and is named', async () => {
    const [kvm] = sites();
    const vbox = pretend({ name: 'vbox' });
    vbox.machines = [machine('b1', { site: 'vbox' })];
    const bench = openBench([...(kvm ? [kvm] : []), vbox.hypervisor]);
    await bench.card('vm list');
    vbox.silence = 'the host is off';
    const text = textOf(await bench.card('vm show e1 b1'));
    expect(text).toMatch(/e1.*50 % of 2/);
    expect(text).toContain('vbox did not answer just now');
  });

  it('more than fit are refused, and the list is named', async () => {
    const made = pretend({});
    made.machines = Array.from({ length: 13 }, (_, at) => machine(`m${at}`));
    await expect(openBench([made.hypervisor]).card('vm show m*')).rejects.toMatchObject({
      code: 'invalid',
      hint: expect.stringContaining('vm list'),
    });
  });
});
