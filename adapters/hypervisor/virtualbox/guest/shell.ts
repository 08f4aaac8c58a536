import { BotError } from '../../../../src/errors.ts';
import type { ExecResult } from '../../../../src/exec.ts';
import type { Ask, ShellCall, ShellResult } from '../../../../src/guest/shell/call.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import type { Client } from '../client.ts';
import { uuidWord } from '../words.ts';
import { copyIn } from './copy-in.ts';
import { guestEnd } from './exit-code.ts';
import { type Login, loginWords } from './logins.ts';
import { guestRefusal } from './refusals.ts';

export interface ShellParts {
  readonly client: Client;
  readonly machine: Machine;
  readonly login: Login;
  /** Where a file may lie on VirtualBox's own host while it is copied. */
  readonly place: string;
}

/** Milliseconds for a script. */
const USUAL = 30_000;
/** Milliseconds that VBoxManage itself waits for a session in the guest, and a little. */
const SESSION = 35_000;
const USUAL_BYTES = 256 * 1024;

/**
 * A guest's own shell through guest control. It opens a session for each script, so that what is to outlive one is left
 * in the guest, as over ssh. https://www.virtualbox.org/manual/topics/vboxmanage.html#vboxmanage-guestcontrol
 */
export function createShell(parts: ShellParts): Ask {
  return async (call, when) => {
    try {
      const { input } = call;
      return input ? await withInput(parts, { ...call, input }) : await runOnce(parts, call);
    } catch (error) {
      throw when === 'after' && isPassing(error) ? unreachable(error) : error;
    }
  };
}

/** After something was begun there, a guest that is not ready may be so again. */
function isPassing(error: unknown): error is BotError {
  return error instanceof BotError && (error.code === 'unsupported' || error.code === 'busy');
}

function unreachable({ message, hint }: BotError): BotError {
  return new BotError('unreachable', message, { hint });
}

/** What stands behind all output, so that one that was cut short is seen. */
const END = '\n--nakhoda:end--';
const wrapped = (script: string) =>
  `(\n${script}\n)\ncode=$?\nprintf '\\n--nakhoda:end--'\nexit $code`;

async function runOnce({ client, machine, login }: ShellParts, call: ShellCall) {
  const { script, args = [], signal, timeoutMs = USUAL, maxBytes = USUAL_BYTES } = call;
  const argv = ['/bin/sh', '-c', wrapped(script), 'sh', ...args];
  const words = [
    ...['guestcontrol', uuidWord(machine.id), 'run', ...loginWords(login)],
    ...[`--timeout=${Math.ceil(timeoutMs)}`, '--', ...argv],
  ];
  signal.throwIfAborted();
  const asked = client.run(client.reach.manage(words), {
    signal: leftAlone,
    timeoutMs: timeoutMs + SESSION,
    input: `${login.password}\n`,
    bytes: true,
    // VBoxManage's own words need room as well.
    maxChars: Math.max(maxBytes, USUAL_BYTES) + END.length,
  });
  return resultOf(await whileWanted(asked, signal), machine);
}

/** A client that is killed leaves its session open in the guest, which has few of them: it is left to its end. */
const leftAlone = new AbortController().signal;

async function whileWanted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const stop = Promise.withResolvers<never>();
  const abort = () => stop.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, stop.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
    work.catch(() => {
      // Of one that nobody waits for any more, nobody is told.
    });
  }
}

/** Only the exit code tells VBoxManage's own words from a guest's, which may say anything. */
function resultOf({ exitCode, stdout, stderr }: ExecResult, { name }: Machine): ShellResult {
  const end = guestEnd(exitCode);
  const said = Buffer.from(stderr, 'latin1').toString('utf8');
  if (end.how === 'refused') throw guestRefusal(said, name);
  if (end.how === 'overdue') throw new BotError('timeout', `the guest of ${name} is late`);
  if (end.how === 'killed' || !stdout.endsWith(END)) {
    throw new BotError('unreachable', `the guest of ${name} broke off its answer`);
  }
  const whole = stdout.slice(0, -END.length);
  return { code: end.code, stdout: Buffer.from(whole, 'latin1'), stderr: said };
}

const makeScript = 'umask 077; mktemp -d /tmp/nakhoda-in.XXXXXX';
const fromFile = (script: string) => `exec <"$1"/content || exit 1\nrm -rf "$1"\nshift\n${script}`;

/** Guest control has no standard input: what a script reads is copied into a folder of its user's own before. */
async function withInput(
  parts: ShellParts,
  call: ShellCall & { readonly input: Uint8Array },
): Promise<ShellResult> {
  const { script, args = [], input, signal, timeoutMs } = call;
  const made = await runOnce(parts, { script: makeScript, signal });
  const folder = made.stdout.toString('latin1').trim();
  if (made.code !== 0 || !/^\/tmp\/nakhoda-in\.\w+$/.test(folder)) {
    throw new BotError('failed', `the guest of ${parts.machine.name} has no room in its /tmp`);
  }
  try {
    await copyIn(parts, { content: input, path: `${folder}/content`, signal });
    const words = { script: fromFile(script), args: [folder, ...args] };
    return await runOnce(parts, { ...words, signal, timeoutMs, maxBytes: call.maxBytes });
  } catch (error) {
    await forget(parts, folder);
    throw error;
  }
}

async function forget(parts: ShellParts, folder: string): Promise<void> {
  const signal = AbortSignal.timeout(USUAL);
  const call = { script: 'rm -rf "$1"', args: [folder], signal, timeoutMs: USUAL };
  await runOnce(parts, call).catch((error: unknown) => {
    parts.client.log.info({ error: String(error) }, 'a file in a guest stayed');
  });
}
