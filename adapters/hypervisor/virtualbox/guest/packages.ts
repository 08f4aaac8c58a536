import type { AgentPackage } from '../../../../src/guest/agent-packages.ts';

/**
 * The Guest Additions, from a system's own packages where it has them and else from VirtualBox's CD image:
 * https://www.virtualbox.org/manual/topics/guestadditions.html https://help.ubuntu.com/community/VirtualBox/GuestAdditions
 * https://wiki.archlinux.org/title/VirtualBox/Install_Arch_Linux_as_a_guest
 * https://wiki.alpinelinux.org/wiki/VirtualBox_guest_additions
 */
export const additions: readonly AgentPackage[] = [
  {
    system: 'Ubuntu',
    known: /ubuntu|mint/i,
    line: 'apt-get update && apt-get install -y virtualbox-guest-utils',
  },
  {
    system: 'Fedora',
    known: /fedora/i,
    line: 'dnf install -y virtualbox-guest-additions && systemctl enable --now vboxservice',
  },
  {
    system: 'Alpine',
    known: /alpine/i,
    line: 'apk add virtualbox-guest-additions && rc-update add virtualbox-guest-additions default && rc-service virtualbox-guest-additions start',
  },
  {
    system: 'Arch',
    known: /arch|manjaro/i,
    line: 'pacman -S --noconfirm virtualbox-guest-utils-nox && systemctl enable --now vboxservice',
  },
  {
    system: 'Debian and other Linux',
    known: /debian|red ?hat|oracle|suse|linux/i,
    line: 'mount /dev/cdrom /mnt && sh /mnt/VBoxLinuxAdditions.run',
    says: 'First put the CD image VBoxGuestAdditions.iso into its drive; it wants a compiler and the headers of the kernel.',
  },
  {
    system: 'Windows',
    known: /windows/i,
    line: 'Start-Process -Wait (Get-PSDrive -PSProvider FileSystem | ForEach-Object { Join-Path $_.Root VBoxWindowsAdditions.exe } | Where-Object { Test-Path $_ } | Select-Object -First 1) -ArgumentList /S',
    says: 'First put the CD image VBoxGuestAdditions.iso into its drive. Addresses are told then; programs are run through /bin/sh, which Windows does not have.',
  },
];
