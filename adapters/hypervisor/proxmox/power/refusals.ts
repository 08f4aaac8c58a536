import { BotError } from '../../../../src/errors.ts';
import type { Machine, PowerAction } from '../../../../src/hypervisor.ts';
import { inWords, said } from '../said.ts';
import { GUEST_SECONDS } from './recipes.ts';

/** What Proxmox says where a guest did not follow: a VM's in both ways, and the end of `lxc-stop` with a limit. */
const ignored = /VM quit\/powerdown failed|lxc-stop\b.*--timeout\b.*failed/;
const timedOut = /got timeout|lxc-stop/;

/** The failure in words that say what is so now and what to do next. */
export function explained(
  error: unknown,
  { machine, action }: { machine: Machine; action: PowerAction },
): unknown {
  if (!(error instanceof BotError)) return error;
  const { name } = machine;
  const words = said(error);
  if (asksGuest(action) && ignored.test(words)) return inWords(error, ignoredWords(words, name));
  return error.code === 'cancelled' && asksGuest(action)
    ? inWords(error, {
        message: `${name} was asked to ${asked(action)}, and may still do so`,
        hint: 'The request cannot be taken back; this only ended the waiting.',
      })
    : error;
}

function ignoredWords(words: string, name: string): Pick<BotError, 'code' | 'message' | 'hint'> {
  const why = timedOut.test(words)
    ? `its guest did not follow the request to shut down within ${GUEST_SECONDS / 60} minutes`
    : 'its guest agent did not take the request to shut down';
  return {
    code: 'failed',
    message: `${name} still runs: ${why}`,
    hint: '`vm stop` cuts the power.',
  };
}

function asksGuest(action: PowerAction): action is 'shutdown' | 'reboot' {
  return action === 'shutdown' || action === 'reboot';
}

function asked(action: 'shutdown' | 'reboot'): string {
  return action === 'shutdown' ? 'shut down' : 'reboot';
}

/** What the platform has no way for, with what can be done instead. */
export function unsupported(
  { name, kind }: Pick<Machine, 'name' | 'kind'>,
  action: PowerAction,
): BotError {
  if (kind === 'vm') {
    return new BotError(
      'unsupported',
      `Proxmox lets only its root user send ${name} an interrupt`,
      {
        hint: 'On its node, `qm monitor` and then `nmi` does it. `vm reset` restarts a guest that hangs.',
      },
    );
  }
  const message = `${name} is a container: it has no ${hardware[action] ?? action}`;
  return new BotError('unsupported', message, {
    hint:
      action === 'reset'
        ? '`vm stop` and `vm start` do the same.'
        : 'Proxmox only tries to freeze containers, and all share one place for it. `vm shutdown` ends it.',
  });
}

const hardware: Partial<Record<PowerAction, string>> = {
  reset: 'reset button',
  nmi: 'processor of its own to interrupt',
  pause: 'pause',
  resume: 'pause to come back from',
  hibernate: 'memory that could be kept',
};
