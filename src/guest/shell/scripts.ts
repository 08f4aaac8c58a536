import { posixLine } from '../../shell/quote.ts';

/**
 * What a guest's shell is asked: fixed text for `/bin/sh` (POSIX; busybox ash and dash run it alike). Words from
 * outside come as `$1`, `$2`, … and are never read as text of a script.
 */

/** As much of each stream as is kept; what a program writes beyond it is read and thrown away. */
export const KEPT_BYTES = 1024 * 1024;

/** What our scripts end with where they do not come to their end. */
export const codes = {
  unknown: 67,
  missing: 68,
  lost: 69,
  folder: 70,
  short: 71,
  running: 75,
} as const;

const tools =
  'PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"; export PATH';

/** Who a process is, so that a later one with its number is another: boot, number, start in ticks since then. */
const identity = `alive() {
  printf '%s %s %s' "$(cat /proc/sys/kernel/random/boot_id 2>/dev/null)" "$1" \
    "$(sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20)"
}`;

/**
 * Where processes of this user are kept: a folder nobody else can write into, or nothing is done. It is judged from
 * within, where another user of the guest can put nothing else in its place between the look and the deed.
 */
const home = `${tools}
base=$(cd /tmp && pwd -P)/nakhoda-$(id -u)
enter() { cd "$base" 2>/dev/null && [ -O . ] && [ "$(pwd -P)" = "$base" ]; }
${identity}
`;

/** Becomes the program, once the folder has its number as its name and the number has been told. */
const launch = `base=$1 room=$2 mask=$3; shift 3
rm -rf "$base/$$"
mv "$room" "$base/$$" || exit 1
echo $$ >&3
exec 3>&-
umask "$mask"
cd /
exec "$@"
`;

/**
 * The parent of one program: it keeps the output in bounded files, and the way it ended. `said` is what the shell
 * says when a signal ended the program ("Killed"): its code alone does not tell, and the shell says it only to who
 * waits, so that nothing is done in between. Relative names go with the folder when it gets its name. Nothing that
 * stays may hold descriptor 3, which is the connection's: a shell's function would, as what it restores.
 */
const supervisor = `${identity}
base=$1 room=$2 mask=$3; shift 3
trap '' HUP
cd "$room" || exit 1
alive $$ >id
exec 3>&1 >/dev/null 2>said
(head -c ${KEPT_BYTES + 1}; cat >/dev/null) <o >out 2>/dev/null 3>&- & out=$!
(head -c ${KEPT_BYTES + 1}; cat >/dev/null) <e >err 2>/dev/null 3>&- & err=$!
sh -c ${posixLine([launch])} sh "$base" "$room" "$mask" "$@" </dev/null >o 2>e & pid=$!
exec 3>&-
wait $pid; code=$?
wait $out $err
echo $code >exit.new && mv exit.new exit
`;

/**
 * Starts a program under a supervisor in a session of its own, which outlives the connection, and prints its number.
 * `$1` is a word of this start's own, the program and its words follow: asked again with the same word, it starts
 * nothing and prints the number of then. The folder is made first, and only then looked for among those that have
 * their numbers: of two that ask at once, one finds the other. A folder that is gone got its number after it was looked
 * for, and is looked for once more. One that is there and has none may yet begin.
 */
export const startScript = `${home}mask=$(umask)
umask 077
mkdir "$base" 2>/dev/null
{ enter && chmod 700 .; } || { echo "$base is not ours" >&2; exit 1; }
find . -mindepth 1 -maxdepth 1 -mtime +7 -exec rm -rf {} + 2>/dev/null
begun() { grep -lxF "$word" [0-9]*/word 2>/dev/null | cut -d/ -f1 | head -n 1; }
word=$1 room=$base/new.$1; shift
if mkdir "$room" 2>/dev/null; then
  number=$(begun)
  [ -z "$number" ] || rmdir "$room"
else
  n=0 number=$(begun)
  while [ -z "$number" ] && [ -d "$room" ] && [ $n -lt 10 ]; do sleep 1; n=$((n+1)); number=$(begun); done
  [ -n "$number" ] || number=$(begun)
  [ -n "$number" ] || [ ! -d "$room" ] || exit ${codes.running}
  [ -n "$number" ] || { echo "it did not come to its start" >&2; exit 1; }
fi
[ -z "$number" ] || { echo "$number"; exit 0; }
echo "$word" >"$room/word" || exit 1
cd /
program=
case $1 in
*/*) program=$1 ;;
*) rest=$PATH:
  while [ -n "$rest" ]; do
    folder=\${rest%%:*} rest=\${rest#*:}
    if [ -n "$folder" ] && [ -f "$folder/$1" ] && [ -x "$folder/$1" ]; then
      program=$folder/$1; break
    fi
  done ;;
esac
{ [ -n "$program" ] && [ -f "$program" ] && [ -x "$program" ]; } || { rm -rf "$room"; exit ${codes.missing}; }
shift
mkfifo "$room/o" "$room/e" || exit 1
own=; command -v setsid >/dev/null && own=setsid
# Dropbear closes the session with its first process: that one waits until the number has been told.
echo $($own sh -c ${posixLine([supervisor])} sh "$base" "$room" "$mask" "$program" "$@" </dev/null 2>/dev/null &)
`;

/**
 * Waits at most `$2` tenths of a second for the end of `$1`, then prints its exit code, whether a signal ended it
 * and how long its output is, and both streams.
 */
export const waitScript = `${home}enter && cd "./$1" 2>/dev/null || exit ${codes.unknown}
n=0
while [ ! -f exit ]; do
  supervisor=$(cut -d' ' -f2 id)
  if [ "$(alive "$supervisor")" != "$(cat id)" ]; then
    [ -f exit ] && break
    exit ${codes.lost}
  fi
  [ $n -ge $2 ] && exit ${codes.running}
  n=$((n+1))
  sleep 0.1 2>/dev/null || { sleep 1; n=$((n+9)); }
done
said=0; [ -s said ] && said=1
echo "$(cat exit) $said $(($(wc -c <out)))"
cat out err
`;

export const forgetScript = `${home}enter && rm -rf "./$1"
`;

/** The first `$2` bytes of the file `$1`. */
export const readScript = `[ -d "$1" ] && exit ${codes.folder}
[ -e "$1" ] || [ -L "$1" ] || exit ${codes.missing}
exec head -c "$2" <"$1"
`;

/**
 * Puts standard input in the place of `$1` at once, when all `$2` bytes of it have come: a connection that is cut
 * leaves what was there. Mode and owner stay where they were, and so does a link.
 */
export const writeScript = `case $1 in /*) path=$1 ;; *) path=./$1 ;; esac
[ -L "$path" ] && { to=$(readlink -f "$path" 2>/dev/null) && [ -n "$to" ] && path=$to; }
[ -d "$path" ] && exit ${codes.folder}
folder=\${path%/*}/
mkdir -p "$folder" || exit 1
fresh=$(mktemp "$folder.nakhoda-XXXXXX") || exit 1
trap 'rm -f "$fresh"' EXIT
trap 'exit 1' HUP INT TERM PIPE
if [ -f "$path" ]; then cp -p "$path" "$fresh" || exit 1
else chmod "$(printf '%o' $((0666 & ~0$(umask))))" "$fresh" || exit 1; fi
cat >"$fresh" || exit 1
[ "$(($(wc -c <"$fresh")))" -eq "$2" ] || exit ${codes.short}
mv -f "$fresh" "$path" || exit 1
trap - EXIT
`;

/** Sets the clock to `$1` seconds since the epoch, as root or with sudo's leave. */
export const clockScript = `${tools}
date -s "@$1" >/dev/null && exit 0
sudo -n date -s "@$1" >/dev/null 2>&1
`;

export const addressesScript = `${tools}
ip addr
`;
