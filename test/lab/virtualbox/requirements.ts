import { missingOf } from '../programs.ts';

/** Programs the lab runs, and the Debian package that brings each. VirtualBox itself goes into a root of the lab's own. */
const programs = {
  mmdebstrap: 'mmdebstrap',
  'dpkg-deb': 'dpkg',
  ssh: 'openssh-client',
  'ssh-keygen': 'openssh-client',
  ip: 'iproute2',
  nsenter: 'util-linux',
  unshare: 'util-linux',
} as const;

/** The Debian packages that are wanted and not here. */
export function missingPackages(): readonly string[] {
  return missingOf(programs);
}
