/**
 * A job's state is a folder `.job-NAME`: `started` (made by the one launch that runs it), `pid` (with the time the
 * process began, so that a later one with the number is not taken for it), `out`, `err`, and `end`, which becomes
 * `end-CODE`: a rename works on a full disk too. What failed is said only after the script gave its room back.
 */
const runner = `
job=$1; shift
mkdir "$job/started" 2>/dev/null || exit 0
: >"$job/end"
echo "$$ $(cut -d ' ' -f 22 "/proc/$$/stat")" >"$job/pid.new" && mv "$job/pid.new" "$job/pid" ||
  { mv "$job/end" "$job/end-74"; exit 74; }
said=$(sh -c "$@" 2>&1 >"$job/out" </dev/null)
code=$?
printf %s "$said" | tail -c 4000 >"$job/err"
mv "$job/end" "$job/end-$code"
`;

/** Arguments: directory, name, then what `sh -c` is given. Ends once the job can be asked after, or is over. */
export const launchScript = `
umask 077
command -v setsid >/dev/null || { echo 'setsid: not found' >&2; exit 127; }
job=$1/.job-$2; shift 2
[ -d "\${job%/*}" ] && mkdir -p "$job" || exit 73
setsid sh -c '${runner.replaceAll("'", `'\\''`)}' sh "$job" "$@" </dev/null >/dev/null 2>&1 &
while kill -0 "$!" 2>/dev/null && [ ! -e "$job/pid" ]; do sleep 0.05; done
exit 0
`;

/** Whether the process in `pid` is the very one that was started, and no zombie that nobody reaps. */
const isAlive = `
alive() {
  read -r pid began <"$job/pid" 2>/dev/null || return 1
  set -- $(cut -d ' ' -f 3,22 "/proc/$pid/stat" 2>/dev/null)
  [ "\${1:-Z}" != Z ] && [ "$2" = "$began" ]
}
`;

/** One that has just been begun: a busy host takes its time until its process is known. */
const untilKnown = `
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
  [ -e "$job/pid" ] && break
  sleep 0.5
done
`;

/** Says the state, the end of standard error in base64, how far the program it names reads, and its output. */
export const stateScript = `${isAlive}
job=$1/.job-$2
ended() {
  for end in "$job"/end-*; do
    [ -e "$end" ] || return 1
    echo "ended \${end##*-}"; base64 <"$job/err" 2>/dev/null | tr -d '\\n'; echo; echo
    head -c 1000000 "$job/out" 2>/dev/null
    exit 0
  done
}
ended
[ -d "$job/started" ] || { echo none; exit 0; }
${untilKnown}
if alive; then
  echo running; echo
  reader=$(sed -n 's/^pid //p' "$job/out" 2>/dev/null | tail -n 1)
  echo "$(sed -n 's/^pos:[[:space:]]*//p' "/proc/\${reader:-0}/fdinfo/0" 2>/dev/null)"
  # It opens them a moment after its pid is known.
  [ ! -e "$job/out" ] || tail -c 6000 "$job/out"
else
  ended
  echo lost
fi
`;

/**
 * Ends the job with all it started, and waits until the last of its group is gone: its shell may be so before a program
 * that is still writing, or taking back what it has begun. What does not end for twenty seconds is killed.
 */
export const stopScript = `${isAlive}
left() {
  cat /proc/[0-9]*/stat 2>/dev/null | sed -n 's/^.*) \\([A-Za-z]\\) [0-9]* \\([0-9]*\\) .*/\\1 \\2/p' |
    grep -q "^[^ZX] $pid$"
}
job=$1/.job-$2
[ -d "$job/started" ] || exit 0
for end in "$job"/end-*; do [ ! -e "$end" ] || exit 0; done
${untilKnown}
alive || exit 0
kill -s TERM -- "-$pid" 2>/dev/null
tries=0 pause=0.1
while left; do
  tries=$((tries + 1))
  [ "$tries" != 10 ] || pause=0.5
  [ "$tries" != 50 ] || kill -s KILL -- "-$pid" 2>/dev/null
  [ "$tries" -lt 100 ] || { echo 'a program of the host does not end' >&2; exit 1; }
  sleep "$pause"
done
`;
