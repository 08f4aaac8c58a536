import type { BotError } from '../../../src/errors.ts';
import { type RefusalRule, refusedBy, sshRefusals } from '../../../src/refusal-rules.ts';

/** Milliseconds until a held machine is tried again: a session that is just closing holds it for less than a second. */
const AGAIN_MS = 500;

/** What VBoxManage and ssh really say, from recorded sessions; the first that fits counts. */
const rules: readonly RefusalRule[] = [
  ...sshRefusals,
  {
    says: /^env: .*No such file/m,
    code: 'unsupported',
    message: 'VBoxManage is not there: {said}',
    hint: 'Install VirtualBox, or name the program with its path: `program` of this site.',
  },
  {
    says: /^nakhoda: the program cannot be started: /m,
    code: 'unsupported',
    message: 'VBoxManage is not there: {said}',
    hint: 'Install VirtualBox, or name the program with its path: `program` of this site.',
  },
  {
    says: /powershell\.exe.* (?:is not recognized|not found)/is,
    code: 'unsupported',
    message: 'this Windows has no PowerShell that its ssh finds: {said}',
    hint: 'Put its folder, System32\\WindowsPowerShell\\v1.0, into the PATH of the system.',
  },
  {
    says: /^ssh: |kex_exchange|Connection (?:refused|reset|timed out|closed)/im,
    code: 'unreachable',
    message: 'the host does not answer: {said}',
  },
  {
    says: /VERR_VMX_IN_VMX_ROOT_MODE|VERR_SVM_IN_USE/,
    code: 'conflict',
    message: 'KVM holds the processor’s VT-x or AMD-V, so that VirtualBox cannot start {name}',
    hint: 'Stop the KVM machines on this host. `host check` says how both can be used there.',
  },
  {
    says: /VERR_SUP_DRIVERLESS/,
    code: 'unsupported',
    message: '{name} cannot be plugged in like this without VirtualBox’s kernel driver: {said}',
    hint: 'Load vboxdrv on the host, or plug its card into NAT.',
  },
  {
    says: /VERR_(?:PROC_NO_ARG|NO)_TRANSLATION/,
    code: 'failed',
    message: 'the service of VirtualBox runs in a locale without the letters of {name}',
    hint: 'It ends some seconds after its last machine and window. The next one speaks UTF-8 where the bot starts it.',
  },
  {
    says: /VERR_NEM_(?:NOT_AVAILABLE|VM_CREATE_FAILED|INIT_FAILED)/,
    code: 'conflict',
    message: 'Hyper-V holds the processor’s VT-x or AMD-V, so that VirtualBox cannot start {name}',
    hint: '`host check` says what turns it off.',
  },
  {
    says: /VERR_NOT_SUP_BY_NEM/,
    code: 'unsupported',
    message: 'this host cannot do that: {said}',
  },
  {
    says: /Could not find a registered machine|Invalid machine name/,
    code: 'not-found',
    message: '{name} is not on this VirtualBox any more',
    hint: '`vm list` shows what is there.',
  },
  {
    says: /Could not find a snapshot|does not have any snapshots/,
    code: 'not-found',
    message: '{name} has no snapshot of that name any more',
    hint: '`snapshot list` shows what is there.',
  },
  {
    says: /which is more than the one snapshot allowed for deletion/,
    code: 'conflict',
    message: '{said}',
    hint: 'Delete all but one of those that were taken on top of it first.',
  },
  {
    says: /object functionality is limited/,
    code: 'conflict',
    message: 'VirtualBox cannot read the settings of {name}: it is inaccessible',
    hint: 'Look for its .vbox file on the host: it was moved, is damaged, or lies on a disk that is not there.',
  },
  {
    says: /is not currently running|is not running \(currently/,
    code: 'conflict',
    message: '{name} is off',
    hint: 'Start it first: `vm start`.',
  },
  {
    says: /Already paused/,
    code: 'conflict',
    message: '{name} is paused already',
  },
  {
    says: /Cannot resume the machine/,
    code: 'conflict',
    message: '{name} is not paused',
  },
  {
    says: /is not mutable \(state is Saved\)/,
    code: 'conflict',
    message: '{name} is hibernated, and cannot be changed until it was started and shut down',
  },
  {
    says: /already locked (?:by|for) a session|lock request pending|while it is locked|session is not locked/,
    code: 'busy',
    message: 'another session holds {name}: a window of VirtualBox, or another command',
    hint: 'Close its settings in VirtualBox, or wait until the other command has ended.',
    againAfterMs: AGAIN_MS,
  },
  {
    says: /console object from the direct session/,
    code: 'busy',
    message: '{name} is just starting or ending',
    hint: 'A moment later `vm show` says what became of it.',
    againAfterMs: AGAIN_MS,
  },
  {
    says: /is locked for (?:reading|writing) by another task/,
    code: 'busy',
    message: 'VirtualBox uses a disk of {name} for something else: {said}',
    hint: 'Wait until that has ended, then try again.',
    againAfterMs: AGAIN_MS,
  },
  {
    says: /Digest mismatch/,
    code: 'failed',
    message: 'the appliance is not what was written: {said}',
    hint: 'Nothing of it is left. Another backup may be whole: `backup list`.',
  },
  {
    says: /NS_ERROR_ABORT|NS_ERROR_CALL_FAILED|Progress object failure/,
    code: 'unreachable',
    message: 'the service of VirtualBox (VBoxSVC) ended in the middle: {said}',
    hint: 'It starts again by itself. See what came of it, then try again.',
  },
  {
    says: /VERR_CANCELLED/,
    code: 'failed',
    message: 'VirtualBox was told to stop it: {said}',
  },
  {
    says: /is not yet supported for medium/,
    code: 'unsupported',
    message: 'VirtualBox cannot make this disk another size: {said}',
    hint: 'A copy can grow: `VBoxManage clonemedium disk OLD NEW.vdi --variant Standard`, plugged in instead of it.',
  },
  {
    says: /Cannot close medium .* because it has \d+ child media/s,
    code: 'conflict',
    message: 'other disks stand on a disk of {name}: {said}',
    hint: 'Delete the linked clones first.',
  },
  {
    says: /Cannot delete the current state of the running machine/,
    code: 'conflict',
    message: '{name} runs, and goes back to a snapshot only when it is off',
  },
  {
    says: /Machine settings file .* already exists/s,
    code: 'conflict',
    message: 'there is a machine of that name already: {said}',
    hint: 'Take another name.',
  },
  {
    says: /Could not (?:open|create) guest session|Guest Additions are not installed|guest execution service is not ready/,
    code: 'unsupported',
    message: 'the guest of {name} has no Guest Additions that answer',
    hint: 'Install the Guest Additions in the guest, then boot it anew.',
  },
  {
    says: /VERR_FILE_NOT_FOUND|VERR_PATH_NOT_FOUND/,
    code: 'failed',
    message: 'a file of {name} is missing: {said}',
    hint: 'Put the file back, or take the disk out of the machine.',
  },
  {
    says: /VERR_VD_VDI_INVALID_HEADER|VERR_VD_INVALID/,
    code: 'failed',
    message: 'a disk of {name} is damaged: {said}',
  },
  {
    says: /VERR_DISK_FULL|No space left on device/,
    code: 'failed',
    message: 'the storage of the host is full: {said}',
  },
  {
    says: /Nonexistent host networking interface/,
    code: 'failed',
    message: 'a card of {name} is plugged into an interface that is not there: {said}',
    hint: 'Plug it in elsewhere with `net connect`, or bring the interface back.',
  },
  {
    says: /terminated unexpectedly during startup/,
    code: 'failed',
    message: '{name} ended while it was starting: {said}',
    hint: 'Its VBox.log on the host says why. Without VirtualBox’s kernel driver (vboxdrv) no machine starts.',
  },
];

/** `Machine delete failed`, before the sentence that says why. */
const isHeading = /^[A-Z][A-Za-z ]+$/;

/** What VBoxManage wrote, as an error for people; its own words where no rule fits. Rules of `first` go before all others. */
export function refusal(
  said: string,
  name = 'the machine',
  first: readonly RefusalRule[] = [],
): BotError {
  const sentences = sentencesOf(said);
  return refusedBy([...first, ...rules], {
    sentences,
    said: sentences.find((one) => !isHeading.test(one)) ?? sentences[0],
    name,
    silent: 'VBoxManage failed without a word',
  });
}

/** True where VBoxManage complained, which it may do and still exit with 0. */
export function complains(stderr: string): boolean {
  return /^VBoxManage(?:\.exe)?: error: /m.test(stderr);
}

/** What stands behind each `error: ` but the details for its makers; without any, every line. */
function sentencesOf(said: string): string[] {
  const marked = said
    .split(/^VBoxManage(?:\.exe)?: (?:fatal )?error: /m)
    .slice(1)
    .filter((sentence) => !/^(?:Details|Context): /.test(sentence));
  return (marked.length > 0 ? marked : said.split(/\r?\n/))
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '' && !/^0%\.\.\./.test(sentence));
}
