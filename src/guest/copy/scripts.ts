/**
 * What the POSIX shells of two guests are asked to copy a file: fixed text, what varies comes as `$1`, `$2`, … GNU and
 * busybox run them alike, and each may come twice. What is not whole lies in folders of the copy's own, which nobody else
 * can look or write into: the file beside its target, so that it gets there at once, and the piece on its way in /tmp,
 * where no other user of the guest can put something else in its place.
 */

/** Bytes of one piece: as base64 it is less than a guest's answer may have, see `KEPT_BYTES` of the shells. */
export const PIECE = 512 * 1024;
const BLOCK = 64 * 1024;

/** What the scripts end with where they do not come to their end. */
export const codes = {
  missing: 68,
  lost: 69,
  folder: 70,
  short: 71,
  odd: 72,
  refused: 73,
  noFolder: 74,
  exists: 76,
  full: 77,
  differs: 78,
  lacks: 79,
} as const;

const common = `PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" LC_ALL=C; export PATH LC_ALL
mask=$(umask)
umask 077
for tool in sha256sum base64 head dd stat; do
  command -v $tool >/dev/null 2>&1 || { echo "$tool is missing" >&2; exit ${codes.lacks}; }
done
sum() { sha256sum <"$1" | cut -c1-64; }
size() { stat -L -c %s "$1"; }
`;

/**
 * Arguments: path, the most bytes, `sum` or nothing. Files of /proc tell no size before they are read. Prints size, mode,
 * owner, time of change, and the checksum of as many bytes where it is asked for.
 */
export const sourceScript = `${common}[ -d "$1" ] && exit ${codes.folder}
[ -e "$1" ] || [ -L "$1" ] || exit ${codes.missing}
[ -f "$1" ] || exit ${codes.odd}
[ -r "$1" ] || exit ${codes.refused}
bytes=$(size "$1")
[ "$bytes" -gt 0 ] || bytes=$(($(head -c $(($2 + 1)) <"$1" | wc -c)))
echo "bytes $bytes"
stat -L -c 'mode %a
owner %U:%G
changed %Y' "$1"
[ "$3" = sum ] && [ "$bytes" -le "$2" ] && echo "sha256 $(head -c "$bytes" <"$1" | sha256sum | cut -c1-64)"
exit 0
`;

/** Arguments: path, which piece, counted from 0, its bytes. As base64: an agent tells text only. */
export const pieceScript = `${common}if [ "$2" -eq 0 ]; then head -c "$3" <"$1"
else dd bs=${BLOCK} skip=$(($2 * ${PIECE / BLOCK})) count=${PIECE / BLOCK} <"$1" 2>/dev/null | head -c "$3"
fi | base64
`;

/**
 * Arguments of all that follow: path, mark. A link is followed: it stays, and what it names is replaced. Where the folder
 * is not there yet, what is not whole lies in the nearest one above it that is: the missing ones, of which `$gone` is the
 * first, are made with the name of the file and not before.
 */
const target = `${common}path=$1 name=.nakhoda-copy-$2
room=/tmp/.nakhoda-piece-$2
if [ -L "$path" ]; then path=$(readlink -f "$path") && [ -n "$path" ] || exit ${codes.noFolder}; fi
folder=\${path%/*}/
at=\${path%/*} near= gone=
while :; do
  if [ -d "$at/" ]; then
    near=\${near:-$at/}
    [ -d "$at/$name" ] && near=$at/ && break
  elif [ -z "$near" ]; then gone=$at
  fi
  case $at in */*) at=\${at%/*} ;; *) break ;; esac
done
work=$near$name
own() {
  cd "$1" 2>/dev/null && [ -O . ] || return 1
  case $(pwd -P) in */"$name") ;; *) return 1 ;; esac
}
`;

/**
 * Also: bytes, `replace` or nothing, `make` or nothing. Whether the file may lie there and has room, and with `make` the
 * folders it comes in; what a copy that nobody came back to left there days ago goes. Prints what is there now, and with
 * `make` whether packed pieces are understood.
 */
export const roomScript = `${target}[ -n "$near" ] || exit ${codes.noFolder}
[ -z "$gone" ] || { [ ! -e "$gone" ] && [ ! -L "$gone" ]; } || exit ${codes.noFolder}
[ -w "$near" ] || exit ${codes.refused}
[ -d "$path" ] && exit ${codes.folder}
if [ -e "$path" ]; then
  [ "$4" = replace ] || exit ${codes.exists}
  [ -f "$path" ] || exit ${codes.odd}
  stat -L -c 'bytes %s
mode %a
owner %U:%G
changed %Y' "$path"
fi
free=$(df -P -k "$near" 2>/dev/null | sed -n '$s/.* \\([0-9][0-9]*\\)  *[0-9]*% .*/\\1/p')
[ -z "$free" ] || [ "$free" -ge $(($3 / 1024)) ] || { echo "$free KiB are free" >&2; exit ${codes.full}; }
[ "$5" = make ] || exit 0
find "$near" -maxdepth 1 -type d -name '.nakhoda-copy-*' -user "$(id -u)" -mtime +1 -exec rm -rf {} + 2>/dev/null
rm -rf "$work" "$room"
mkdir "$work" "$room" || exit 1
own "$work" && : >part || exit 1
command -v gzip >/dev/null 2>&1 && echo unpacks gzip
exit 0
`;

/** The piece that is on its way lies there. */
export function piecePath(mark: string): string {
  return `/tmp/.nakhoda-piece-${mark}/piece`;
}

/** Also: how many bytes there are before it, its own, and of a packed one those that came. Adds the piece that came. */
export const addScript = `${target}own "$work" || exit ${codes.lost}
[ "$(size part)" -eq $(($3 + $4)) ] && exit 0
[ "$(size part)" -eq "$3" ] && [ "$(size "$room/piece")" -eq "\${5:-$4}" ] || exit ${codes.short}
if [ -n "$5" ]; then gzip -dc <"$room/piece" >>part || exit 1
else cat "$room/piece" >>part || exit ${codes.full}; fi
[ "$(size part)" -eq $(($3 + $4)) ] || exit ${codes.full}
`;

/**
 * Also: checksum, mode, `replace` or nothing. The whole file gets its name, or nothing is changed. A new one gets the mode;
 * one that takes another's place gets that one's mode and owner, as far as this user may give it away. Folders that were
 * missing are made as this user makes folders; what was made for a file that does not come is taken away while it is empty.
 */
export const placeScript = `${target}made=
told() {
  rm -rf "$work" "$room"
  [ -z "$made" ] || echo folder made
  stat -c 'mode %a
owner %U:%G' "$path"
  exit 0
}
undo() {
  at=\${folder%/}
  while [ -n "$made" ] && rmdir "$at" 2>/dev/null && [ "$at" != "$made" ]; do at=\${at%/*}; done
  exit "$1"
}
if ! own "$work" || [ ! -f part ]; then
  [ -f "$path" ] && [ "$(sum "$path")" = "$3" ] && told
  exit ${codes.lost}
fi
[ "$(sum part)" = "$3" ] || exit ${codes.differs}
[ -d "$path" ] && exit ${codes.folder}
if [ -e "$path" ]; then
  [ "$5" = replace ] || exit ${codes.exists}
  chown "$(stat -L -c %u:%g "$path")" part 2>/dev/null
  chmod "$(stat -L -c %a "$path")" part || exit 1
else
  chmod "$4" part || exit 1
fi
sync part 2>/dev/null
if [ ! -d "$folder" ]; then
  made=$gone
  (umask "$mask"; mkdir -p "$folder") || undo 1
fi
if [ "$5" = replace ]; then mv -f part "$path" || undo 1
elif ! ln part "$path" 2>/dev/null; then
  [ -e "$path" ] && undo ${codes.exists}
  mv part "$path" || undo 1
fi
told
`;

/** Also: checksum. Whether the file is in its place: `done`, `not-done`, or neither. */
export const placedScript = `${target}if own "$work" && [ -f part ]; then echo not-done
elif [ -f "$path" ] && [ "$(sum "$path")" = "$3" ]; then
  rm -rf "$work" "$room"
  echo done
  stat -c 'mode %a
owner %U:%G' "$path"
fi
exit 0
`;

/** Takes away what is not whole, and says what is left of it. */
export const sweepScript = `${target}cd /
rm -rf "$work" "$room"
[ -e "$work" ] || [ -e "$room" ] || echo gone
exit 0
`;
