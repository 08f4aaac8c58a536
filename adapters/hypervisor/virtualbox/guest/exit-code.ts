/** How a program in a guest ended, or what VBoxManage itself came to. */
export type GuestEnd =
  | { readonly how: 'exited'; readonly code: number }
  /** By a signal, whose number is not told, or in some other way that leaves no code. */
  | { readonly how: 'killed' }
  | { readonly how: 'overdue' }
  /** VBoxManage refused, or lost its way. */
  | { readonly how: 'refused' };

const DISPLACED_BY = 32;
const HIGHEST = 93;

/**
 * The exit code of `guestcontrol run`: a guest's own codes from 1 to 93 are moved up by 32, and 126 stands for all that
 * are higher, here told as 94. Below 33 they are VBoxManage's: 18 and 19 for a program that was killed, 20 for one that
 * ran out of time. See EXITCODEEXEC_… in VBoxManageGuestCtrl.cpp, frozen since 4.1.
 * https://www.virtualbox.org/browser/vbox/trunk/src/VBox/Frontends/VBoxManage/VBoxManageGuestCtrl.cpp
 */
export function guestEnd(exitCode: number | undefined): GuestEnd {
  if (exitCode === 0) return { how: 'exited', code: 0 };
  if (exitCode === 18 || exitCode === 19) return { how: 'killed' };
  if (exitCode === 20) return { how: 'overdue' };
  if (exitCode === 126) return { how: 'exited', code: HIGHEST + 1 };
  const code = (exitCode ?? 0) - DISPLACED_BY;
  return code >= 1 && code <= HIGHEST ? { how: 'exited', code } : { how: 'refused' };
}
