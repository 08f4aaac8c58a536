import { BotError } from '../../../../src/errors.ts';
import type { RefusalRule } from '../../../../src/refusal-rules.ts';
import { refusal } from '../errors.ts';

/**
 * What `guestcontrol` says where it does not come into a guest, all of it before anything has begun there. Its words
 * stand in GuestSessionImpl.cpp and GuestProcessImpl.cpp; https://www.virtualbox.org/browser/vbox/trunk/src/VBox/Main
 */
const rules: readonly RefusalRule[] = [
  {
    says: /is not running \(currently paused\)/,
    code: 'conflict',
    message: '{name} is paused',
    hint: 'Continue it: `vm resume`.',
  },
  {
    says: /Guest Additions are not installed or not ready/,
    code: 'unsupported',
    message: 'the guest of {name} has no Guest Additions that answer yet',
    hint: 'They answer some seconds after it has booted, once they are installed in it.',
  },
  {
    says: /guest execution service is not (?:ready|available)/,
    code: 'unsupported',
    message: 'the Guest Additions in {name} do not take commands yet',
    hint: 'Their service, VBoxService, must run in the guest; it may still be booting.',
  },
  {
    says: /not able to logon on guest|Invalid user\/password credentials/,
    code: 'forbidden',
    message: 'the guest of {name} does not let the bot in with the user and password of this site',
    hint: 'Correct `guests` of this site in the configuration. A guest that still boots may not know its users yet.',
  },
  {
    says: /account on the guest is restricted/,
    code: 'forbidden',
    message: 'the guest of {name} does not let this user in: the account is restricted',
    hint: 'In Windows an account without a password cannot be used; take another user for `guests` of this site.',
  },
  {
    says: /Error starting guest session|guest did not respond within time/,
    code: 'busy',
    message: 'the guest of {name} did not let the bot in within 30 s: {said}',
    hint: 'It may be very busy, or still boot. Try again later.',
  },
  {
    says: /Maximum number of concurrent guest/,
    code: 'busy',
    message: 'the Guest Additions in {name} serve as many sessions as they can already',
    hint: 'Close some on its host: VBoxManage guestcontrol … closesession --all.',
  },
  {
    says: /(?:No such file or directory|file) "\/bin\/sh"[^\n]* on guest/,
    code: 'unsupported',
    message: 'the guest of {name} has no /bin/sh, through which the bot runs programs there',
    hint: 'Windows and other systems without one cannot be looked into in this way.',
  },
  {
    says: /VMM device is not available|Failed to get a IConsole/,
    code: 'busy',
    message: '{name} is just starting or ending',
    hint: 'Try again in a moment.',
  },
];

/** Words of VBoxManage that are none of these leave open what has happened in the guest. */
export function guestRefusal(said: string, name: string): BotError {
  const error = refusal(said, name, rules);
  if (error.code !== 'failed') return error;
  return new BotError('unreachable', `the way into the guest of ${name} broke: ${error.message}`);
}
