import type { Names, NameVerdict } from '../../../src/hypervisor/names.ts';
import { type Fault, propose } from '../../../src/names/propose.ts';
import { isUuid } from './words.ts';

/** VirtualBox makes a folder and files of a machine's name; 255 bytes are a file's limit on Linux and Windows. */
const NAME_BYTES = 200;

/** What VirtualBox and its command line take as a name. */
export const names: Names = {
  snapshot: (name) => verdict(name, 'snapshot', nameFault),
  machine: (name) => verdict(name, 'machine', machineNameFault),
};

function verdict(name: string, kind: string, fault: Fault): NameVerdict {
  const wrong = fault(name);
  if (wrong === undefined) return { ok: true };
  return {
    ok: false,
    why: `a name here ${wrong}`,
    proposal: propose(name, { fault, kind }),
  };
}

/** What makes a name one that VBoxManage would take for another thing: words for behind "a name". */
export const nameFault: Fault = (name) => {
  if (name.trim() === '') return 'cannot be empty';
  // They come out of lists as lines of their own.
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(name)) return 'cannot hold line breaks or control characters';
  if (!name.isWellFormed()) return 'is not whole Unicode text';
  if (name.startsWith('-')) return 'cannot begin with a dash: VBoxManage takes it for an option';
  if (isUuid(name.replace(/^\{|\}$/g, ''))) {
    return 'cannot look like a UUID: VBoxManage takes it for another one';
  }
  // A machine whose settings cannot be read stands under it in every list.
  if (name === '<inaccessible>') return 'cannot be the word that VirtualBox has for a lost machine';
  return Buffer.byteLength(name) > NAME_BYTES
    ? `can be ${NAME_BYTES} bytes long at most`
    : undefined;
};

/** VirtualBox makes a folder and files of it, and puts an underscore for a separator without a word. */
export const machineNameFault: Fault = (name) =>
  /[\\/]/.test(name) ? 'cannot hold a slash or backslash' : nameFault(name);
