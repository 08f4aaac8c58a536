import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A real process that runs `member.ts`. */
export interface Member {
  readonly pid: number;
  /** Fulfils when it is connected; rejects with what it complained of. */
  readonly joined: Promise<void>;
  /** Has it write a number; fulfils when the database has it. */
  write(number: number): Promise<void>;
  /** Fulfils with the exit code when it is gone. */
  leave(): Promise<number | null>;
  kill(): Promise<void>;
}

export function startMember(
  dataDirectory: string,
  script = fileURLToPath(new URL('./member.ts', import.meta.url)),
): Member {
  const child = spawn(process.execPath, [script, dataDirectory], { stdio: 'pipe' });
  const exited = once(child, 'exit');
  let complaint = '';
  child.stderr.on('data', (chunk) => {
    complaint += chunk;
  });
  // Killed while we write to it.
  child.stdin.on('error', () => {});
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  async function expectLine(expected: string): Promise<void> {
    const { value } = await lines.next();
    if (value !== expected) throw new Error(`${value} instead of ${expected}: ${complaint}`);
  }
  const joined = expectLine('joined');
  joined.catch(() => {});
  return {
    pid: child.pid ?? 0,
    joined,
    async write(number) {
      child.stdin.write(`${number}\n`);
      await expectLine(`wrote ${number}`);
    },
    async leave() {
      child.stdin.write('leave\n');
      const [code] = await exited;
      if (code !== 0) throw new Error(`exit ${code}: ${complaint}`);
      return code;
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
