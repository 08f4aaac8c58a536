import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { provisionOf } from '../../src/capability.ts';
import { BotError } from '../../src/errors.ts';
import type { Hypervisor } from '../../src/hypervisor.ts';
import { type DemoSite, openDemo } from '../adapters/hypervisor/demo/site.ts';
import { type Bench, openBench } from './bench.ts';

let site: DemoSite;
let bench: Bench;

beforeAll(async () => {
  site = await openDemo();
  bench = openBench([site.hypervisor]);
});
afterAll(() => site.close());

describe('vm clone of what cannot be copied is refused before anything is accepted', () => {
  it.each([
    ['web-1', 'running', 'First: vm shutdown web-1, or to cut the power vm stop web-1'],
    ['lab-02', 'paused', 'First: vm resume lab-02, then vm shutdown lab-02, or to cut the power'],
    ['web-2', 'hibernated', 'First: vm start web-2, then vm shutdown web-2'],
  ])('%s, which is %s, with the lines to do', async (name, state, hint) => {
    if (state === 'hibernated') await bench.carryOut(`vm hibernate ${name}`);
    await expect(bench.plan(`vm clone ${name} copy`)).rejects.toMatchObject({
      code: 'conflict',
      message: `${name} is ${state}: only what is off is cloned`,
      hint: expect.stringContaining(`Nothing was changed. ${hint}`),
    });
  });

  it('a name the site has already, and a copy for which there is no room', async () => {
    await expect(bench.plan('vm clone lab-03 web-1')).rejects.toMatchObject({ code: 'conflict' });
    const full: Hypervisor = {
      ...site.hypervisor,
      provision: {
        ...provisionOf(site.hypervisor),
        checkClone: () => Promise.reject(new BotError('conflict', 'No space left on qcow2')),
      },
    };
    await expect(openBench([full]).plan('vm clone lab-03 copy')).rejects.toThrow('No space left');
  });
});

it('what a clone does to the original is looked at first', async () => {
  const besides = ['lab-03 gets a snapshot'];
  const marking: Hypervisor = {
    ...site.hypervisor,
    provision: { ...provisionOf(site.hypervisor), checkClone: async () => besides },
  };
  const plan = await openBench([marking]).plan('vm clone lab-03 copy --linked');
  expect(plan).toMatchObject({
    danger: 'confirm',
    preview: { blocks: [{ text: 'Look first: lab-03 gets a snapshot.' }] },
  });
  expect((await bench.plan('vm clone lab-03 copy')).danger).toBeUndefined();
});
