import { BotError } from '../../../src/errors.ts';
import { Config } from './config.ts';
import { createReach } from './reach.ts';
import { parseVersion } from './version.ts';

/** Milliseconds within which a VBoxManage that is there tells its version, on a busy machine too; the caller may wait less. */
const DETECT_LIMIT = 10_000;

/** Settings for the VirtualBox of this very user, where its program answers. */
export async function detect(signal: AbortSignal): Promise<Config | undefined> {
  const config = Config.parse({});
  const reach = createReach(config);
  try {
    const options = { signal, timeoutMs: DETECT_LIMIT };
    const { exitCode, stdout } = await reach.run(reach.manage(['--version']), options);
    return exitCode === 0 && parseVersion(stdout) !== undefined ? config : undefined;
  } catch (error) {
    if (error instanceof BotError) return undefined;
    throw error;
  }
}
