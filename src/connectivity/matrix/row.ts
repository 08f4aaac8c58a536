import { BotError } from '../../errors.ts';
import { splitSections } from '../../guest/sections.ts';
import type { GuestChannel, GuestResult } from '../../hypervisor/guest.ts';
import type { Machine } from '../../hypervisor.ts';
import { parsePing } from '../ping.ts';
import { NO_PING, pingTool } from '../ping-scripts.ts';
import type { Answer, Row } from './ways.ts';

/** Echoes to each address. */
const COUNT = 3;
/** Milliseconds: the echoes are a second apart, the last is waited for two, an emulated guest takes many times that. */
const ROW_LIMIT = 60_000;

/**
 * A row of the matrix in one call for `/bin/sh` (POSIX; busybox ash and dash run it alike). Arguments: how many
 * echoes, then a mark and an address, again and again. All are pinged side by side, each ends by itself, and each says
 * all it says in one write of less than PIPE_BUF, so that no two mix: https://man7.org/linux/man-pages/man7/pipe.7.html
 */
export const rowScript = `LC_ALL=C; export LC_ALL; PATH="$PATH:/usr/sbin:/usr/bin:/sbin:/bin"
exec 2>/dev/null
${pingTool}
count=$1; shift
choose 127.0.0.1 || exit ${NO_PING}
one() {
  choose "$2"
  said=$($tool -c "$count" $wait "$2" 2>&1 | tail -n 12 | head -c 900)
  printf '\\n--nakhoda:%s--\\n%s\\n' "$1" "$said"
}
while [ $# -ge 2 ]; do
  one "$1" "$2" &
  shift 2
done
wait
printf '\\n--nakhoda:end--\\n'
`;

export interface RowSource {
  readonly channel: GuestChannel;
  readonly machine: Machine;
}

/** Pings every address from inside that guest. Only stops and faults of the bot are thrown, all else is the row's. */
export async function pingRow(
  { channel, machine }: RowSource,
  addresses: readonly string[],
  signal: AbortSignal,
): Promise<Row> {
  if (addresses.length === 0) return { answers: [] };
  const marked = addresses.flatMap((address, at) => [markOf(at), address]);
  const argv = ['/bin/sh', '-c', rowScript, 'sh', String(COUNT), ...marked];
  try {
    const process = await channel.start(machine, argv, signal);
    return readRow(
      await channel.wait(machine, process, { signal, timeoutMs: ROW_LIMIT }),
      addresses,
    );
  } catch (error) {
    if (!(error instanceof BotError)) throw error;
    if (error.code === 'not-found') return windowsRow({ channel, machine }, addresses, signal);
    return { why: whyNot(error) };
  }
}

function whyNot({ code, message }: BotError): string {
  return code === 'timeout' ? 'its guest gave no answer in time' : message;
}

/** Windows has no shell that takes the script: a call for each address, all at the same time. */
async function windowsRow(
  { channel, machine }: RowSource,
  addresses: readonly string[],
  signal: AbortSignal,
): Promise<Row> {
  const ask = async (address: string): Promise<readonly Answer[]> => {
    const argv = ['ping', '-n', String(COUNT), '-w', '2000', address];
    const process = await channel.start(machine, argv, signal);
    const said = await channel.wait(machine, process, { signal, timeoutMs: ROW_LIMIT });
    return answerOf(address, `${said.stdout}\n${said.stderr}`.split('\n'));
  };
  try {
    return { answers: (await Promise.all(addresses.map(ask))).flat() };
  } catch (error) {
    if (!(error instanceof BotError)) throw error;
    if (error.code === 'not-found') return { why: 'its guest has neither /bin/sh nor a ping' };
    return { why: whyNot(error) };
  }
}

export function readRow(
  { exitCode, stdout }: Pick<GuestResult, 'exitCode' | 'stdout'>,
  addresses: readonly string[],
): Row {
  if (exitCode === NO_PING) return { why: 'its guest has no ping program' };
  const sections = splitSections(stdout);
  return {
    answers: addresses.flatMap((address, at) => answerOf(address, sections.get(markOf(at)))),
  };
}

/** No section, no answer: its output was cut off there. */
function answerOf(address: string, lines: readonly string[] | undefined): readonly Answer[] {
  if (lines === undefined) return [];
  const text = lines.join('\n');
  const result = parsePing(text, COUNT);
  const noRoute =
    result.sent === undefined && /network (?:is )?unreachable|no route to host/i.test(text);
  return [{ address, result, ...(noRoute && { noRoute }) }];
}

/** The sections of a script are named with letters: `toa`, `tob`, … `tobz`. */
function markOf(at: number): string {
  const letter = (number: number) => String.fromCharCode(97 + number);
  return `to${letter(Math.floor(at / 26))}${letter(at % 26)}`;
}
