import { program } from './program.ts';

/** Real machines as a suite wants them: on, with an agent that answers, whatever the suites before did. */
export async function ready(config: string, names: readonly string[]): Promise<void> {
  // One that is on already refuses to start: that is no reason not to wait for it.
  const input = [
    ...names.map((name) => `vm start ${name}`),
    ...names.map((name) => `guest wait ${name}`),
  ];
  const ran = await program(['--config', config, '--keep-going'], { input: input.join('\n') });
  const silent = names.filter((name) => !ran.stdout.includes(`${name} answers`));
  if (silent.length > 0) throw new Error(`${silent.join(', ')} do not answer: ${ran.stdout}`);
}
