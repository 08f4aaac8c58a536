import { BotError } from '../../../../src/errors.ts';
import type { Check } from '../../../../src/hypervisor/checks.ts';
import { posixLine } from '../../../../src/shell/quote.ts';
import type { Ask } from './ask.ts';

export interface GroupParts {
  readonly ask: Ask;
  readonly uri: string;
  /** What libvirt itself refused us with. */
  readonly shut: Check | undefined;
  readonly signal: AbortSignal;
}

/** Distributions let the members of this group use the system's libvirt: https://libvirt.org/aclpolkit.html */
const GROUP = 'libvirt';

/** Whether our user there is in the group that libvirt lets in, and the line that puts it there. */
export async function checkGroup({ ask, uri, shut, signal }: GroupParts): Promise<Check> {
  const code = 'group-missing';
  const subject = 'group';
  if (/\/session\b/.test(uri)) {
    return { code, subject, state: 'ok', says: "a person's own libvirt needs none" };
  }
  const say = async (argv: readonly string[]) => {
    try {
      return (await ask(argv, signal)).stdout.trim();
    } catch (error) {
      if (error instanceof BotError) return '';
      throw error;
    }
  };
  const [user, own, entry] = await Promise.all([
    say(['id', '-un']),
    say(['id', '-Gn']),
    say(['getent', 'group', GROUP]),
  ]);
  if (user === '')
    return { code, subject, state: 'unknown', says: 'who we are there could not be read' };
  if (user === 'root') return { code, subject, state: 'ok', says: 'root needs none' };
  if (own.split(' ').includes(GROUP)) {
    return { code, subject, state: 'ok', says: `${user} is in the group ${GROUP}` };
  }
  return outsider(user, entry, shut);
}

function outsider(user: string, entry: string, shut: Check | undefined): Check {
  const code = 'group-missing';
  const subject = 'group';
  const members = entry.split(':').at(3)?.split(',') ?? [];
  if (shut === undefined) {
    return { code, subject, state: 'ok', says: `${user} is let in without the group ${GROUP}` };
  }
  if (entry === '') {
    return {
      code,
      subject,
      state: 'unknown',
      says: `there is no group ${GROUP} there`,
      hint: 'It comes with the package libvirt-daemon-system; other systems name theirs in libvirtd.conf, unix_sock_group.',
    };
  }
  if (members.includes(user)) {
    return {
      code,
      subject,
      state: 'failed',
      says: `${user} was put into the group ${GROUP}, but after this session began`,
      hint: 'Sign out and in again, or start the service anew.',
    };
  }
  return {
    code,
    subject,
    state: 'failed',
    says: `${user} is not in the group ${GROUP}`,
    hint: `Type there: sudo ${posixLine(['usermod', '-aG', GROUP, user])} — then sign in again.`,
  };
}
