import { prepareAct } from '../../../../adapters/hypervisor/libvirt/act.ts';
import { open } from '../../../../src/exec.ts';

/** A bot that prepares an act, says so, and waits to be killed: with `go` after the word was written. */
const [, , journal = '', until] = process.argv;
const act = await prepareAct(
  {
    remote: false,
    hasShell: true,
    virsh: () => ['sh', '-c', 'sleep 0.2; echo acted >> "$0"', journal],
    run: () => Promise.reject(new Error('not asked here')),
    open: ([file = '', ...args]) => open(file, args),
    openLane: () => {
      throw new Error('not asked here');
    },
    close() {
      // Nothing is open.
    },
  },
  [],
  { signal: new AbortController().signal, name: 'e1' },
);
if (until === 'go') void act.go();
process.stdout.write('ready\n');
setInterval(() => {}, 1_000);
