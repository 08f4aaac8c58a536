/** What stands behind a code: what it means, and what is usually to be done. */
export interface CodeMeaning {
  readonly means: string;
  readonly fix: string;
}

/**
 * Every code of `host check`: it is never renamed, for configurations name it in `checks: ignore:`. docs/checks.md is
 * made of this table; a house test compares them.
 */
export const codes = {
  'site-silent': {
    means: 'The site does not answer.',
    fix: 'See that its service runs, and that the bot can reach it.',
  },
  'entry-silent': {
    means:
      'One of the addresses of a cluster does not answer, or its certificate is not the pinned one.',
    fix: 'Bring that node back, or correct its address or fingerprint in the configuration.',
  },
  'ssh-refused': {
    means: 'The host does not let the bot in over ssh.',
    fix: 'Correct the user, the key or the known host key.',
  },
  'group-missing': {
    means: 'The user is not in the group that the hypervisor lets in.',
    fix: 'Put the user into the group, and sign in again.',
  },
  'shell-missing': {
    means: 'No program can be run on the host, so part of what the bot can do is missing.',
    fix: 'Reach the host over ssh.',
  },
  'rights-missing': {
    means: 'The connection may look, and change nothing.',
    fix: 'Connect as a user who may write.',
  },
  'login-refused': {
    means: 'The token or the password is not taken.',
    fix: 'Make a new token, or correct it in the configuration.',
  },
  'privileges-missing': {
    means: 'The token lacks privileges that commands need.',
    fix: 'Append them to its role.',
  },
  'certificate-ending': {
    means: 'The certificate ends soon, or could not be looked at.',
    fix: 'Renew it, and write down the new fingerprint where it is pinned.',
  },
  'quorum-lost': {
    means: 'The cluster has no quorum: nothing can be changed, and no machine started.',
    fix: 'Bring enough of its nodes back.',
  },
  'node-offline': {
    means: 'A host of the site is offline.',
    fix: 'Bring it back; what is on it is not reached until then.',
  },
  'version-old': {
    means: 'The hypervisor is older than what part of the commands needs.',
    fix: 'Upgrade it.',
  },
  'versions-differ': {
    means: 'The hosts of one site run different versions.',
    fix: 'Upgrade the older ones; a machine may not move back to them.',
  },
  'language-foreign': {
    means: 'The hypervisor does not speak English there, so some of its figures are not read.',
    fix: 'Choose English for the user that the bot signs in as.',
  },
  'driver-missing': {
    means: 'The kernel driver of the hypervisor is not loaded.',
    fix: 'Load it, or build it for the running kernel.',
  },
  'kvm-missing': {
    means:
      'There is no usable /dev/kvm: machines are emulated, and those that insist on KVM do not start.',
    fix: 'Switch virtualization on in the firmware, or nested virtualization where the host is a machine itself.',
  },
  'virtualization-off': {
    means: 'The processor shows neither VT-x nor AMD-V.',
    fix: 'Switch it on in the firmware, or nested virtualization where the host is a machine itself.',
  },
  'vtx-contended': {
    means:
      'Two hypervisors on one physical host want VT-x or AMD-V, and one keeps it from the other.',
    fix: 'Depends on the kernel and on the versions; the finding says which.',
  },
  'vtx-held': {
    means: 'The system below holds VT-x or AMD-V: machines are slow, or do not start.',
    fix: 'Turn its hypervisor or its memory integrity off, and boot anew.',
  },
  'host-nested': {
    means: 'The host is itself a virtual machine.',
    fix: 'Nothing, where that is meant; its machines are slower than on hardware.',
  },
  'nesting-off': {
    means: 'Machines of this host cannot run machines of their own.',
    fix: 'Load the kernel module with nested=1, where that is wanted.',
  },
  'host-shared': {
    means: 'Two sites are one physical host: its memory and processors are there once.',
    fix: 'Nothing; free memory of the one is that of the other.',
  },
  'memory-full': {
    means: 'Hardly any memory of the host is free.',
    fix: 'Stop a machine, or give one less.',
  },
  'memory-low': {
    means: 'Little memory of the host is free.',
    fix: 'Start nothing large there.',
  },
  'memory-short': {
    means: 'A machine that is off wants more memory than is free on its host.',
    fix: 'Stop another one first, or give it less.',
  },
  'memory-overcommitted': {
    means: 'The machines that run may take more memory than the host has.',
    fix: 'Stop one, or give one less.',
  },
  'cpu-overcommitted': {
    means: 'The machines that run have more than four times the processors of the host.',
    fix: 'Give them fewer, or move one.',
  },
  'storage-full': {
    means: 'A storage has less than 5 % free.',
    fix: 'Delete what is not needed any more; machines stop when it is full.',
  },
  'storage-filling': {
    means: 'A storage has less than 15 % free.',
    fix: 'Delete what is not needed any more.',
  },
  'storage-overcommitted': {
    means: 'The disks of a storage may grow beyond it.',
    fix: 'Watch it, or enlarge it.',
  },
  'storage-inactive': {
    means: 'A storage is not active, or does not answer.',
    fix: 'Start or mount it; machines with disks on it do not start.',
  },
  'clock-skewed': {
    means: 'The clock of the host is more than 2 s away from that of the bot.',
    fix: 'See that both keep their time by NTP.',
  },
  'bridge-down': {
    means: 'A bridge or network is down: machines on it reach nobody, or do not start.',
    fix: 'Start it.',
  },
  'bridge-missing': {
    means: 'Nothing on the host is up that machines could be plugged into.',
    fix: 'Make a bridge or start a network.',
  },
  'uplink-dead': {
    means:
      'No uplink of a bridge is on and connected: its machines reach only those of their host.',
    fix: 'Switch the uplink on, or look at its cable.',
  },
  'mtu-narrow': {
    means: 'An uplink carries smaller packets than its bridge: larger ones are lost.',
    fix: 'Give both the same MTU.',
  },
  'agent-missing': {
    means: 'A running machine has no channel for a guest agent.',
    fix: 'guest setup gives it one.',
  },
  'agent-silent': {
    means: 'A running machine has a channel for a guest agent, and no agent answers.',
    fix: 'guest setup says how it is installed.',
  },
  'snapshot-refused': {
    means: 'A snapshot of the machine, as it is now, would be refused.',
    fix: 'The finding says what stands against it.',
  },
  'not-looked-at': {
    means: 'A part of the check could not be made.',
    fix: 'The finding says why.',
  },
} as const satisfies Record<string, CodeMeaning>;

export type Code = keyof typeof codes;

export const codeWords = Object.keys(codes) as readonly Code[];
