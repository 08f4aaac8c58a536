import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import type { Fate } from './victim.ts';

const victim = fileURLToPath(new URL('victim.ts', import.meta.url));

/** Starts a bot that sends the line and is killed at the moment. */
export async function kill(fate: Omit<Fate, 'signal'>): Promise<void> {
  const child = start({ ...fate, signal: 'SIGKILL' });
  const { signal, stdout, stderr } = await child;
  if (signal === 'SIGKILL') return;
  throw new Error(`the bot was not killed at ${fate.moment} of ${fate.step}: ${stdout} ${stderr}`);
}

export interface Stalled {
  /** The step it stands still in. */
  readonly step: string;
  /** Lets it go on; gives what it said afterwards, when it has ended. */
  wake(): Promise<string>;
  /** Ends it for good. */
  end(): void;
}

/** Starts a bot that sends the line and stands still from the moment on. */
export async function stall(fate: Omit<Fate, 'signal'>): Promise<Stalled> {
  const child = start({ ...fate, signal: 'SIGSTOP' });
  const step = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      const met = /^met: (.*)$/m.exec(String(chunk));
      if (met) resolve(met[1] ?? '');
    });
    child.then(({ stderr }) => reject(new Error(`it ended instead: ${stderr}`)), reject);
  });
  return {
    step,
    end: () => void child.kill('SIGKILL'),
    async wake() {
      child.kill('SIGCONT');
      const { stdout, stderr, exitCode } = await child;
      return `${stdout} ${stderr} exit ${exitCode}`;
    },
  };
}

function start(fate: Fate) {
  return execa(process.execPath, [victim, JSON.stringify(fate)], {
    reject: false,
    timeout: 120_000,
  });
}
