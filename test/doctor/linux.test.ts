import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { linuxScript, parseLinux } from '../../src/doctor/linux.ts';

const asked = { asked: 1_000, answered: 2_000 };
const boot = '0b1c2d3e-0000-4000-8000-0123456789ab';

describe('what a Linux kernel tells', () => {
  it('is read whole', () => {
    const said = `kernel 6.12.3-amd64\nclock 1793534400123000000\nboot ${boot}\nflags flags\t\t: fpu vmx hypervisor\nnested Y\n`;
    expect(parseLinux(said, asked)).toEqual({
      kernel: '6.12.3-amd64',
      bootId: boot,
      clock: { there: 1_793_534_400_123, ...asked },
      extension: 'VT-x',
      isMachine: true,
      nesting: true,
    });
  });

  it.each([
    { name: 'nothing', said: '' },
    { name: 'a date without nanoseconds', said: 'clock 1793534400N\nflags \nnested \nboot \n' },
    { name: 'something else', said: 'sh: not found\nclock x\nboot ../../etc\n' },
  ])('is left out where it is $name', ({ said }) => {
    const { kernel, bootId, clock, extension, isMachine, nesting } = parseLinux(said, asked);
    expect([kernel, bootId, clock, extension, isMachine, nesting]).toEqual(
      Array(6).fill(undefined),
    );
  });

  it.each([
    ['flags : fpu vme svm', 'AMD-V', false],
    ['flags : fpu vme sse', 'none', false],
    ['flags : fpu vme hypervisor', 'none', true],
  ])('%s is %s', (flags, extension, isMachine) => {
    expect(parseLinux(`flags ${flags}`, asked)).toMatchObject({ extension, isMachine });
  });

  it('is told by the kernel of these tests', async () => {
    const before = Date.now();
    const { stdout } = await execa('sh', ['-c', linuxScript]);
    const { kernel, clock, bootId } = parseLinux(stdout, { asked: before, answered: Date.now() });
    expect(kernel).toMatch(/^\d+\.\d+/);
    expect(bootId).toMatch(/^[\da-f-]{36}$/);
    expect(clock?.there).toBeGreaterThanOrEqual(before);
    expect(clock?.there).toBeLessThanOrEqual(Date.now() + 1);
  });
});
