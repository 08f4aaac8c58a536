/** What a POSIX shell is asked, in a guest, on a host, or beside the bot: fixed text, what varies comes as `$1`, `$2`, … */

const tools =
  'PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" LC_ALL=C; export PATH LC_ALL';

/** Stands before what the neighbour table says, and at the very end: without it the script was cut off. */
export const NEIGHBOUR = '--nakhoda:neighbour--';
export const END = '--nakhoda:end--';

/** What the script ends with where there is no ping at all. */
export const NO_PING = 69;

/**
 * `choose ADDRESS` sets `$tool` and `$wait`, or fails where there is no ping. `-W` is in seconds for iputils and busybox
 * (https://man7.org/linux/man-pages/man8/ping.8.html), in milliseconds for BSD and macOS
 * (https://man.freebsd.org/cgi/man.cgi?ping(8)); what is older than 2015 has a `ping6` of its own.
 */
export const pingTool = `choose() {
  tool=ping wait='-W 2'
  case $1 in *:*) if command -v ping6 >/dev/null 2>&1; then tool=ping6; fi ;; esac
  case $(uname -s) in Linux) ;; *) wait='-W 2000'; [ $tool = ping ] || wait= ;; esac
  command -v $tool >/dev/null 2>&1 && return
  tool='busybox ping'
  busybox ping --help >/dev/null 2>&1
}`;

/** Arguments: how many, of how many bytes, where to. */
export const pingScript = `${tools}
${pingTool}
count=$1 size=$2 to=$3
choose "$to" || exit ${NO_PING}
$tool -c "$count" -s "$size" $wait "$to" 2>&1
echo; echo ${NEIGHBOUR}
ip neigh show to "\${to%%%*}" 2>/dev/null || grep "^$to " /proc/net/arp 2>/dev/null
echo; echo ${END}
`;

/**
 * Arguments: an address, then ports. A line for each port that something was learnt of: `22 open`, `80 refused`,
 * `443 silent`. Nothing is sent: a connection is made and closed. Without a program that can connect it says nothing.
 */
export const tcpScript = `${tools}
to=$1; shift
command -v timeout >/dev/null 2>&1 || exit 0
timeout 5 true 2>/dev/null || exit 0
connect() {
  if [ -n "$(command -v bash)" ]; then
    said=$(timeout 3 bash -c ': <>"/dev/tcp/$0/$1"' "$to" "$1" 2>&1); code=$?
  elif [ -n "$(command -v python3)" ]; then
    said=$(timeout 5 python3 -c 'import socket,sys
socket.create_connection((sys.argv[1], int(sys.argv[2])), 3)' "$to" "$1" 2>&1); code=$?
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
  0:*) echo "$1 open" ;;
  *refused*) echo "$1 refused" ;;
  *) echo "$1 silent" ;;
  esac
}
for port; do connect "$port" & done
wait
`;
