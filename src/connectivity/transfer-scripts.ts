/**
 * What the POSIX shells of two guests are asked for a transfer: fixed text, what varies comes as `$1`, `$2`, … Nothing is
 * written to a file. Every process carries the mark `$1` in its environment, by which all of them are found again, and the
 * programs that could wait for ever are ended in the guest itself after a limit, whatever becomes of the bot.
 */

const tools =
  'PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" LC_ALL=C; export PATH LC_ALL';
const MARK = 'nakhoda_transfer';

/** The ways a program can listen, and send, in the order in which they are taken. */
export const carriers = [
  'python3',
  'socat',
  'ncat',
  'nc-openbsd',
  'nc-traditional',
  'nc-busybox',
  'bash',
] as const;
export type Carrier = (typeof carriers)[number];

/** Says what there is, a word a line; bash sends and does not listen. */
export const toolsScript = `${tools}
has() { command -v "$1" >/dev/null 2>&1; }
for tool in python3 socat ncat bash sha256sum timeout head tee dd wc grep; do has $tool && echo $tool; done
if has nc; then
  case $(nc -h 2>&1) in
  *OpenBSD*) echo nc-openbsd ;;
  *v1.10*) echo nc-traditional ;;
  *BusyBox*) echo nc-busybox ;;
  esac
fi
[ -r /dev/urandom ] && [ -r /proc/uptime ] && echo linux
exit 0
`;

/** What every guest needs besides something that carries. */
export const needed = ['sha256sum', 'timeout', 'head', 'tee', 'dd', 'wc', 'grep', 'linux'] as const;

/** Busybox took its limit behind `-t` until 1.30. */
const bounded = `bounded() {
  if timeout -s KILL 5 true 2>/dev/null; then timeout -s KILL "$limit" "$@"
  else timeout -s KILL -t "$limit" "$@"; fi
}
`;

const listenPython = `import socket,sys
s = socket.socket(socket.AF_INET6 if sys.argv[2] == "6" else socket.AF_INET)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("", int(sys.argv[1]))); s.listen(1)
c = s.accept()[0]; s.close()
while True:
  d = c.recv(262144)
  if not d: break
  sys.stdout.buffer.write(d)
sys.stdout.buffer.flush()`;

const sendPython = `import socket,sys
c = socket.create_connection((sys.argv[1], int(sys.argv[2])))
while True:
  d = sys.stdin.buffer.read(262144)
  if not d: break
  c.sendall(d)
c.shutdown(socket.SHUT_WR)
c.recv(1)`;

/**
 * Arguments: mark, port, limit in seconds, carrier, 4 or 6. Takes one connection and prints the guest's uptime at the first
 * byte and after the last, how many there were, and the checksum of all. Busybox leaves the socket to a `cat` of ours: by itself
 * it ends at the first end of either direction.
 */
export const receiveScript = `${tools}
${MARK}=$1; export ${MARK}
port=$2 limit=$3 carrier=$4 family=$5
${bounded}
at() { read -r up rest </proc/uptime; echo "$1 $up" >&3; }
listen() {
  case $carrier in
  python3) bounded python3 -c '${listenPython}' "$port" "$family" ;;
  socat) bounded socat -u "TCP$family-LISTEN:$port,reuseaddr" STDOUT ;;
  ncat) bounded ncat "-$family" --recv-only -l "$port" ;;
  nc-openbsd) bounded nc "-$family" -l "$port" ;;
  nc-traditional) bounded nc -l -p "$port" ;;
  nc-busybox) bounded nc -l -p "$port" -e sh -c 'exec cat >&5' 5>&1 ;;
  esac
}
exec 3>&1
{
  listen </dev/null 2>/dev/null | {
    dd bs=1 count=1 2>/dev/null; at first; cat; at last
  } | tee /proc/self/fd/4 | echo "bytes $(($(wc -c)))" >&3
} 4>&1 | sha256sum
echo end
`;

/**
 * Arguments: mark, port, limit in seconds, carrier, 4 or 6, bytes, address. Random bytes, which no way in between can make
 * smaller; prints their checksum.
 */
export const sendScript = `${tools}
${MARK}=$1; export ${MARK}
port=$2 limit=$3 carrier=$4 family=$5 bytes=$6 to=$7
${bounded}
send() {
  case $carrier in
  python3) bounded python3 -c '${sendPython}' "$to" "$port" ;;
  socat) if [ $family = 6 ]; then bounded socat -u STDIN "TCP6:[$to]:$port"; else bounded socat -u STDIN "TCP4:$to:$port"; fi ;;
  ncat) bounded ncat --send-only "$to" "$port" ;;
  nc-openbsd) bounded nc -N "$to" "$port" ;;
  nc-traditional) bounded nc -q 0 "$to" "$port" ;;
  nc-busybox) bounded nc "$to" "$port" -e sh -c 'exec cat <&5' 5<&0 ;;
  bash) bounded bash -c 'cat >"/dev/tcp/$0/$1"' "$to" "$port" ;;
  esac
}
exec 3>&1
{ head -c "$bytes" /dev/urandom | tee /proc/self/fd/4 | send >/dev/null 2>&3; } 4>&1 | sha256sum
echo end
`;

/**
 * Every process of the mark `$1`, in `$pids`. The shell reads them itself: busybox's `grep` sees no more of a file than its
 * first NUL, and a process for each of a guest's hundreds takes long. `read` leaves NULs out.
 */
const marked = `marked() {
  pids=
  for each in /proc/[0-9]*; do
    while IFS= read -r line || [ -n "$line" ]; do
      case $line in *"${MARK}=$1"*) pids="$pids \${each#/proc/}"; break ;; esac
    done <"$each/environ"
  done 2>/dev/null
}
`;

/** Arguments: mark, port. How many processes there are, how many bytes one of them has written, whether the port is open. */
export const stateScript = `${tools}
${marked}
marked "$1"
count=0 most=0
for pid in $pids; do
  count=$((count + 1))
  wrote=$(sed -n 's/^wchar: //p' "/proc/$pid/io" 2>/dev/null)
  [ "\${wrote:-0}" -gt "$most" ] && most=$wrote
done
echo "processes $count"
echo "wrote $most"
grep -qi ":$(printf '%04X' "$2") [0-9A-F]*:0000 0A " /proc/net/tcp /proc/net/tcp6 2>/dev/null && echo listening
exit 0
`;

/** Argument: mark. Ends all of them and says how many are left. */
export const stopScript = `${tools}
${marked}
for try in 1 2 3 4 5 6 7 8 9 10; do
  marked "$1"
  [ -z "$pids" ] && break
  kill -9 $pids 2>/dev/null
  sleep 0.2 2>/dev/null || sleep 1
done
set -- $pids
echo "left $#"
`;
