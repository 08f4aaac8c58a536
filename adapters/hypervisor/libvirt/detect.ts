import { BotError } from '../../../src/errors.ts';
import { exec } from '../../../src/exec.ts';
import { Config } from './config.ts';

/** Milliseconds within which a libvirt that is there answers, on a busy machine too; the caller may wait less. */
const DETECT_LIMIT = 8_000;

/** Settings for the libvirt of this very machine, where one answers. */
export async function detect(signal: AbortSignal): Promise<Config | undefined> {
  const config = Config.parse({});
  try {
    const options = { signal, timeoutMs: DETECT_LIMIT };
    const { exitCode } = await exec('virsh', ['-c', config.uri, 'uri'], options);
    return exitCode === 0 ? config : undefined;
  } catch (error) {
    if (error instanceof BotError) return undefined;
    throw error;
  }
}
