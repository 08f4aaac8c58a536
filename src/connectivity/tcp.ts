import { BotError } from '../errors.ts';
import { hasNoShell } from './ping-run.ts';
import { tools } from './ping-scripts.ts';
import type { Sender } from './ping-sender.ts';

/**
 * Arguments: an address, then ports. A line for each port that something was learnt of: `22 open 1234` with the
 * microseconds that it took where its program can tell, `80 refused`, `443 silent`; `unrouted` where its own system knew no
 * way there, or nobody has that address on its network, `unnamed` where it does not know the name. Nothing is sent: a
 * connection is made and closed. Without a program that can connect it says nothing. `EPOCHREALTIME` is of bash 5:
 * https://www.gnu.org/software/bash/manual/html_node/Bash-Variables.html
 */
export const tcpScript = `${tools}
to=$1; shift
command -v timeout >/dev/null 2>&1 || exit 0
timeout 5 true 2>/dev/null || exit 0
connect() {
  if [ -n "$(command -v bash)" ]; then
    said=$(timeout 3 bash -c 's=$EPOCHREALTIME; : <>"/dev/tcp/$0/$1" || exit 1
e=$EPOCHREALTIME; [ -z "$e" ] || echo "took $((\${e/./} - \${s/./}))"' "$to" "$1" 2>&1); code=$?
  elif [ -n "$(command -v python3)" ]; then
    said=$(timeout 5 python3 -c 'import socket,sys,time
s = time.perf_counter(); socket.create_connection((sys.argv[1], int(sys.argv[2])), 3)
print("took", int((time.perf_counter() - s) * 1e6))' "$to" "$1" 2>&1); code=$?
  else
    case $(nc -h 2>&1) in
    *OpenBSD* | *Ncat* | *v1.10*) said=$(nc -v -z -w 3 "$to" "$1" 2>&1 </dev/null); code=$? ;;
    *BusyBox*)
      # It stays while the far end does: cut off then, it was connected.
      said=$(timeout 5 nc -w 3 "$to" "$1" 2>&1 </dev/null >/dev/null); code=$?
      case $code in 124 | 137 | 143) code=0 ;; esac ;;
    *) return ;;
    esac
  fi
  case $code:$said in
  0:took*) echo "$1 open \${said#took }" ;;
  0:*) echo "$1 open" ;;
  *'onnection refused'*) echo "$1 refused" ;;
  *'is unreachable'* | *'No route to host'*) echo "$1 unrouted" ;;
  *'not known'* | *'name resolution'* | *'resolve hostname'* | *'bad address'* | *'lookup failed'*) echo "$1 unnamed" ;;
  *) echo "$1 silent" ;;
  esac
}
for port; do connect "$port" & done
wait
`;

const outcomes = ['open', 'refused', 'silent', 'unrouted', 'unnamed'] as const;

/** What came of a connection to one port: a refusal too is an answer. */
export interface PortAnswer {
  readonly port: number;
  readonly outcome: (typeof outcomes)[number];
  /** Until it stood, milliseconds; absent where the program that made it does not tell. */
  readonly ms?: number | undefined;
}

/** Milliseconds for all of them, which are tried at once. */
const TCP_LIMIT = 30_000;

/** Tries to connect from there to each port. Empty where nothing there can connect; throws what the sender throws. */
export async function connectTo(
  sender: Sender,
  address: string,
  ports: readonly number[],
): Promise<readonly PortAnswer[]> {
  const argv = ['/bin/sh', '-c', tcpScript, 'sh', address, ...ports.map(String)];
  try {
    return readAnswers((await sender.run(argv, TCP_LIMIT)).stdout, ports);
  } catch (error) {
    if (!hasNoShell(error)) throw error;
  }
  const windows = ['powershell', '-NoProfile', '-NonInteractive', '-Command'];
  const said = await sender.run([...windows, powershell(address, ports)], TCP_LIMIT);
  return readAnswers(said.stdout, ports);
}

/**
 * The same for Windows, one port after the other: https://learn.microsoft.com/dotnet/api/system.net.sockets.tcpclient.
 * Test-NetConnection does not tell a refusal from silence. Throws `invalid` for what is no address.
 */
function powershell(address: string, ports: readonly number[]): string {
  if (!/^[\da-f.:]{2,45}(?:%\d{1,9})?$/i.test(address)) {
    throw new BotError('invalid', 'Windows knows no such address');
  }
  return `foreach ($p in ${ports.map(Math.trunc).join(',')}) {
$c = New-Object Net.Sockets.TcpClient ([Net.IPAddress]::Parse('${address}').AddressFamily)
$t = [Diagnostics.Stopwatch]::StartNew()
try {
if ($c.ConnectAsync('${address}', $p).Wait(3000)) { "$p open $([long]($t.Elapsed.TotalMilliseconds * 1000))" } else { "$p silent" }
} catch { $e = "$($_.Exception.GetBaseException().SocketErrorCode)"
if ($e -eq 'ConnectionRefused') { "$p refused" } elseif ($e -match 'Unreachable') { "$p unrouted" } else { "$p silent" } }
finally { $c.Close() } }`;
}

export function readAnswers(stdout: string, ports: readonly number[]): readonly PortAnswer[] {
  const lines = stdout.slice(0, 64 * 1024).split(/\r?\n/);
  return ports.flatMap((port): readonly PortAnswer[] => {
    const pattern = new RegExp(`^${port} ([a-z]{4,8})(?: (\\d{1,9}))?$`);
    const [, word, micros] = lines.map((line) => pattern.exec(line)).find(Boolean) ?? [];
    const outcome = outcomes.find((one) => one === word);
    if (outcome === undefined) return [];
    const isTimed = outcome === 'open' && micros !== undefined;
    return [{ port, outcome, ...(isTimed && { ms: Number(micros) / 1_000 }) }];
  });
}

/** Services that usual guests and hosts listen with: ssh, the web, Windows, Proxmox. */
const usualPorts = [22, 80, 443, 445, 3389, 8006, 8080];

export interface TcpAnswers {
  readonly open: readonly number[];
  readonly refused: readonly number[];
}

/** Tries to connect to usual ports; undefined where it cannot be tried from there. */
export async function tcpFrom(sender: Sender, address: string): Promise<TcpAnswers | undefined> {
  try {
    const all = await connectTo(sender, address, usualPorts);
    const of = (word: PortAnswer['outcome']) =>
      all.filter(({ outcome }) => outcome === word).map(({ port }) => port);
    return all.length > 0 ? { open: of('open'), refused: of('refused') } : undefined;
  } catch (error) {
    if (error instanceof BotError && error.code !== 'cancelled') return undefined;
    throw error;
  }
}
