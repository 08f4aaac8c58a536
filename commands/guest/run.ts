import { defineCommand } from '../../src/command.ts';
import { runningGuest } from '../../src/guest/running.ts';
import {
  DEFAULT_RUN_SECONDS,
  MAX_RUN_SECONDS,
  runOperation,
} from '../../src/operations/guest-run.ts';

export const guestRun = defineCommand({
  name: 'guest run',
  description: 'Runs a program inside a guest, without a shell, and shows what it wrote',
  needs: 'guest.run',
  audience: 'caller',
  options: {
    timeout: {
      type: 'integer',
      min: 1,
      max: MAX_RUN_SECONDS,
      description: `Seconds to wait for its end, ${DEFAULT_RUN_SECONDS} when left out; before the machine`,
      required: false,
      positional: false,
    },
    machine: { type: 'machine', description: 'In which guest', required: true },
    argv: {
      type: 'rest',
      description: 'The program and its arguments, each as it is',
      required: true,
    },
  },
  examples: [
    'guest run web-1 uname -a',
    'guest run --timeout 3600 web-1 apt-get upgrade -y',
    'guest run web-1 sh -c "ls /var/log | wc -l"',
  ],
  async run({ machine, timeout = DEFAULT_RUN_SECONDS, argv }, context) {
    const guest = await runningGuest(machine, context);
    return { operations: [runOperation(guest, argv, timeout * 1000)] };
  },
});
