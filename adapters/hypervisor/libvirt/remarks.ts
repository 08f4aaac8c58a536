import { BotError } from '../../../src/errors.ts';
import { exec } from '../../../src/exec.ts';
import { Config } from './config.ts';
import { refusal } from './errors.ts';

const LIMIT = 8_000;

/** Why no libvirt was found here. */
export async function remarks(signal: AbortSignal): Promise<readonly string[]> {
  const why = await whyShut(signal);
  return why === undefined ? [] : [why];
}

async function whyShut(signal: AbortSignal): Promise<string | undefined> {
  const error = await probe(['virsh', '-c', Config.parse({}).uri, 'uri'], signal);
  if (typeof error === 'string') return undefined;
  return `libvirt here: ${error.message}.${error.hint ? ` ${error.hint}` : ''}`;
}

async function probe(argv: readonly string[], signal: AbortSignal): Promise<string | BotError> {
  const [file = '', ...words] = argv;
  try {
    const { exitCode, stdout, stderr } = await exec(file, words, { signal, timeoutMs: LIMIT });
    return exitCode === 0 ? stdout : refusal(stderr);
  } catch (error) {
    if (error instanceof BotError) return error;
    throw error;
  }
}
