/** libvirt makes files of the name: with `.xml.new`, 247 bytes were taken and 248 not (255 for a file). */
const NAME_BYTES = 200;
/** libvirt's names of run-time folders hold so much of it (VIR_DOMAIN_SHORT_NAME_MAX, src/conf/domain_conf.c). */
const SHORT_BYTES = 20;

const uuid = /^[\da-f]{8}-?(?:[\da-f]{4}-?){3}[\da-f]{12}$/i;

/** What makes libvirt refuse a name for a new machine, or fail with it later: words for behind "a name". */
export function machineNameFault(name: string): string | undefined {
  if (name.trim() === '') return 'cannot be empty';
  if (name.includes('/')) return 'cannot hold a slash';
  // Taken for a path: `..` fails half way through its definition, `.` when it is taken away again.
  if (name === '.' || name === '..') return 'cannot be a folder';
  // XML 1.0 has no other controls; the rest come out of lists as lines of their own.
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(name)) return 'cannot hold line breaks or control characters';
  if (!name.isWellFormed()) return 'is not whole Unicode text';
  if (Buffer.byteLength(name) > NAME_BYTES) return `can be ${NAME_BYTES} bytes long at most`;
  // libvirt takes both; virsh then means another machine by it.
  if (/^\d+$/.test(name)) return 'cannot be a number alone: virsh takes it for an id';
  if (uuid.test(name)) return 'cannot look like a UUID: virsh takes it for another machine';
  return isCutInLetter(name)
    ? `cannot have a letter across its byte ${SHORT_BYTES}: libvirt cuts it there and cannot start it`
    : undefined;
}

/** libvirtd 9.0 in the C locale says `failed to convert virJSONValue to yajl data` at each start of such a machine. */
function isCutInLetter(name: string): boolean {
  const bytes = Buffer.from(name);
  // A byte 10xxxxxx goes on with a letter (RFC 3629).
  return bytes.length > SHORT_BYTES && ((bytes[SHORT_BYTES] ?? 0) & 0xc0) === 0x80;
}
