import { guestOf } from '../../src/capability.ts';
import { defineCommand } from '../../src/command.ts';
import { notRunning } from '../../src/guest/running.ts';
import {
  DEFAULT_WAIT_SECONDS,
  MAX_WAIT_SECONDS,
  waitOperation,
} from '../../src/operations/guest-wait.ts';

export const guestWait = defineCommand({
  name: 'guest wait',
  description: 'Waits until a guest has booted and answers, and tells it then',
  needs: 'vm.read',
  audience: 'caller',
  options: {
    machine: { type: 'machine', description: 'Which machine', required: true },
    timeout: {
      type: 'integer',
      min: 1,
      max: MAX_WAIT_SECONDS,
      description: `Seconds to wait at most, ${DEFAULT_WAIT_SECONDS} when left out`,
      required: false,
      positional: false,
    },
  },
  examples: ['guest wait web-1', 'guest wait web-1 --timeout 60'],
  async run({ machine: asked, timeout = DEFAULT_WAIT_SECONDS }, { fleet, signal }) {
    guestOf(asked.hypervisor);
    const now = { ...(await fleet.current(asked.machine, signal)), label: asked.label };
    if (now.machine.state !== 'running') throw notRunning(now);
    return { operations: [waitOperation(now, timeout)] };
  },
});
