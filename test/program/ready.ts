import { setTimeout as sleep } from 'node:timers/promises';
import { program } from './program.ts';

/** Real machines as a suite wants them: on, with an agent that answers, whatever the suites before did. */
export async function ready(config: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    await program(['run', `vm start ${name}`, '--config', config]);
    await answers(config, name);
  }
}

async function answers(config: string, name: string): Promise<void> {
  const ends = Date.now() + 120_000;
  for (;;) {
    const { exitCode, stdout } = await program([
      'run',
      `guest run ${name} true`,
      '--config',
      config,
    ]);
    if (exitCode === 0) return;
    if (Date.now() > ends) throw new Error(`${name} does not answer: ${stdout}`);
    await sleep(1_000);
  }
}
