import { expect, it } from 'vitest';
import { leftAs } from '../../../../../adapters/hypervisor/libvirt/snapshots/rollback.ts';
import { BotError } from '../../../../../src/errors.ts';
import type { Machine } from '../../../../../src/hypervisor.ts';

const machine: Machine = {
  site: 'here',
  id: '68198348-4ccb-4e49-a40b-bae2f1334b62',
  birth: 'b',
  name: 'e1',
  kind: 'vm',
  host: 'kvm-a',
  state: 'running',
  tags: [],
};
const error = new BotError('failed', 'Failed to revert snapshot before', { hint: 'Look.' });

it('a rollback that failed half way says that the machine is off now', () => {
  const now = { state: 'stopped', run: '-' } as const;
  expect(leftAs(error, { machine, before: '3', now })).toMatchObject({
    code: 'failed',
    message: error.message,
    hint: 'It had begun: e1 was ended by it and is off now. Look.',
  });
});

it('a rollback that was refused at once says nothing more: the machine runs as before', () => {
  const now = { state: 'running', run: '3' } as const;
  expect(leftAs(error, { machine, before: '3', now })).toBe(error);
});
