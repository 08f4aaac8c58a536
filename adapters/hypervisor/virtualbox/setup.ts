import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { BotError } from '../../../src/errors.ts';
import { fits, type Interview } from '../../../src/interview.ts';
import { askSsh } from '../../../src/setup/ssh/ask.ts';
import { nameOfHost } from '../../../src/setup/ssh/name.ts';
import type { SiteAnswers, SiteSetup } from '../../../src/site.ts';
import { Config } from './config.ts';
import { failure } from './failure.ts';
import { createReach } from './reach.ts';
import { parseVersion } from './version.ts';

/** Here or over ssh; the set-up itself tests the site then, and says what it found. */
export const ask: SiteSetup['ask'] = async (interview, services) => {
  interview.say('VirtualBox shows each user of a host their own machines, and no others.');
  const way = await interview.choose({
    label: 'Where is this VirtualBox?',
    choices: [
      { value: 'here', label: `on this machine, those of ${userInfo().username}` },
      { value: 'ssh', label: 'on another host, over ssh' },
    ],
  });
  if (way === 'here') return withProgram(interview, { settings: {}, name: 'virtualbox' });
  const user = 'User there, whose machines they are';
  const ssh = await askSsh(interview, services, { user, mayBeWindows: true });
  return withProgram(interview, { settings: { ssh }, name: nameOfHost(ssh.host, 'virtualbox') });
};

/** Asks for VBoxManage's path only where it is not found by its name; a host that does not answer is told by the test. */
async function withProgram(interview: Interview, answers: SiteAnswers): Promise<SiteAnswers> {
  const remote = 'ssh' in answers.settings;
  let { settings } = answers;
  for (;;) {
    const found = await look(Config.parse(settings), interview.signal);
    if (found !== 'missing') return { ...answers, settings };
    interview.say(
      remote ? 'VBoxManage is not found there.' : 'VBoxManage is not found on this machine.',
    );
    const next = await interview.choose({
      label: 'What now?',
      choices: [
        { value: 'path', label: 'give its whole path' },
        { value: 'go', label: 'go on; it can be put right later' },
      ],
    });
    if (next === 'go') return { ...answers, settings };
    const program = await interview.text({
      label: 'The path of VBoxManage',
      problem: (path) => pathFault(path, remote),
    });
    settings = { ...settings, program };
  }
}

function pathFault(path: string, remote: boolean): string | undefined {
  const fault = fits(Config.shape.program)(path);
  if (fault !== undefined) return fault;
  return remote || existsSync(path) ? undefined : 'There is no such file';
}

/** Milliseconds for the first answer, which starts VBoxSVC. */
const LIMIT = 20_000;

/** Whether VBoxManage is there; what else is wrong, the test of the site says. */
async function look(config: Config, signal: AbortSignal): Promise<'found' | 'missing' | 'unknown'> {
  const reach = createReach(config);
  try {
    const answer = await reach.run(reach.manage(['--version']), { signal, timeoutMs: LIMIT });
    if (answer.exitCode === 0 && parseVersion(answer.stdout) !== undefined) return 'found';
    return failure(answer).code === 'unsupported' ? 'missing' : 'unknown';
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof BotError) return 'unknown';
    throw error;
  } finally {
    reach.close();
  }
}
