import { execa } from 'execa';
import { environment, main } from '../program.ts';

/** A replica as its service manager sees it: one that ends by itself is started again. */
export interface ReplicaProcess {
  pid(): number;
  /** All that it wrote to standard error, over all of its lives. */
  text(): string;
  kill(signal: NodeJS.Signals): void;
  /** It is killed, and started again: until it is ready. */
  again(): Promise<void>;
  end(): Promise<void>;
}

/** Fulfils once it is ready. */
export async function replicaProcess(
  config: string,
  env: Readonly<Record<string, string>>,
): Promise<ReplicaProcess> {
  let text = '';
  let over = false;
  let child = run();
  let life = live();

  function run() {
    const started = execa(process.execPath, [main, 'serve', '--config', config], {
      env: { ...environment(), ...env },
      stdin: 'ignore',
      stdout: 'ignore',
      reject: false,
      killSignal: 'SIGKILL',
    });
    started.stderr.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    return started;
  }

  /** Until it is ready; what ends before that is started again, as where the database was away. */
  async function live(): Promise<void> {
    for (;;) {
      const from = text.length;
      const mine = child;
      let ended = false;
      const end = mine.then(() => (ended = true));
      while (!ended && !text.slice(from).includes('"msg":"ready"')) {
        await Promise.race([end, new Promise((resolve) => setTimeout(resolve, 50))]);
      }
      if (!ended || over) return;
      child = run();
    }
  }

  await life;
  return {
    pid: () => child.pid ?? 0,
    text: () => text,
    kill: (signal) => void child.kill(signal),
    async again() {
      child.kill('SIGKILL');
      await child;
      child = run();
      life = live();
      await life;
    },
    async end() {
      over = true;
      child.kill('SIGKILL');
      await child;
      await life;
    },
  };
}
