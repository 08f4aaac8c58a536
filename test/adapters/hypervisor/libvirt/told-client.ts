import type { Client } from '../../../../adapters/hypervisor/libvirt/client.ts';
import { accepted } from '../../../../adapters/hypervisor/libvirt/client.ts';
import type { Versions } from '../../../../adapters/hypervisor/libvirt/needs.ts';
import type { Answer } from '../../../../adapters/hypervisor/libvirt/transcript.ts';
import { exec, open } from '../../../../src/exec.ts';
import { silent } from '../../../../src/log.ts';

interface Told {
  /** What libvirt says to a line; a refusal is `error: …`. */
  says(line: string): string;
  /** Stands for virsh where it is a process: its words are `$1` and on. */
  virsh?: string | undefined;
  hasShell?: boolean | undefined;
  versions?: Versions | undefined;
}

/** A client whose libvirt says what a test wants; programs of the host are this machine's own. */
export function toldClient({ says, virsh = 'exit 1', hasShell = true, versions }: Told): Client {
  const answer = (line: string): Answer => {
    const said = says(line);
    return said.startsWith('error: ') ? { out: '', err: `${said}\n` } : { out: said, err: '' };
  };
  return {
    log: silent,
    reach: {
      remote: false,
      hasShell,
      virsh: (words) => ['sh', '-c', virsh, 'virsh', ...words],
      run: ([file = '', ...args], options) => exec(file, args, options),
      open: ([file = '', ...args]) => open(file, args),
      openLane: () => expectNone('a lane'),
      close() {
        // Nothing is open.
      },
    },
    query: async (lines, { name }) => lines.map((line) => accepted(answer(line), name)),
    answers: async (lines) => lines.map(answer),
    versions: async () => versions ?? expectNone('versions'),
    agent: () => expectNone('an agent'),
    close() {
      // Nothing is open.
    },
  };
}

function expectNone(what: string): never {
  throw new Error(`nobody asks for ${what} here`);
}
