/** What is pasted inside a guest so that it answers, for each family of systems. */
export interface AgentPackage {
  readonly system: string;
  /** What a platform may have been told the guest is: the ids of https://libosinfo.org, and names in general. */
  readonly known: RegExp;
  /** One line for a root shell; for Windows in PowerShell as an administrator. */
  readonly line: string;
  readonly says?: string | undefined;
}

/**
 * The package is the same everywhere but on Windows, the service differs: Debian's starts by its device and cannot be
 * enabled, Alpine's wants the port named. https://wiki.qemu.org/Features/GuestAgent
 * https://wiki.alpinelinux.org/wiki/Install_Alpine_in_QEMU#Install_the_guest_agent
 * https://github.com/virtio-win/virtio-win-guest-tools-installer
 */
export const agentPackages: readonly AgentPackage[] = [
  {
    system: 'Debian, Ubuntu',
    known: /debian|ubuntu|mint|kali|raspbian/i,
    line: 'apt-get update && apt-get install -y qemu-guest-agent && systemctl start qemu-guest-agent',
  },
  {
    system: 'Fedora, RHEL, Rocky, Alma',
    known: /fedora|rhel|redhat|centos|rocky|alma|oracle|\bol\d/i,
    line: 'dnf install -y qemu-guest-agent && systemctl enable --now qemu-guest-agent',
    says: 'RHEL and its kin forbid some commands: empty FILTER_RPC_ARGS (or BLACKLIST_RPC) in /etc/sysconfig/qemu-ga for guest run, read and write.',
  },
  {
    system: 'Alpine',
    known: /alpine/i,
    line: 'apk add qemu-guest-agent && rc-update add qemu-guest-agent default && rc-service qemu-guest-agent start',
  },
  {
    system: 'openSUSE, SLES',
    known: /suse|sles|sled/i,
    line: 'zypper -n install qemu-guest-agent && systemctl enable --now qemu-guest-agent',
  },
  {
    system: 'Arch',
    known: /arch|manjaro/i,
    line: 'pacman -S --noconfirm qemu-guest-agent && systemctl start qemu-guest-agent',
  },
  {
    system: 'Windows',
    known: /windows|microsoft|\bwin/i,
    line: 'Start-Process -Wait (Get-PSDrive -PSProvider FileSystem | ForEach-Object { Join-Path $_.Root virtio-win-guest-tools.exe } | Where-Object { Test-Path $_ } | Select-Object -First 1) -ArgumentList /install,/quiet,/norestart',
    says: 'First put the virtio-win ISO into its drive: it holds the drivers and the agent.',
  },
];

/** The table, with what the guest is known to be first. */
export function packagesFor(
  os: string | undefined,
  packages: readonly AgentPackage[] = agentPackages,
): readonly AgentPackage[] {
  if (os === undefined) return packages;
  const fits = ({ known }: AgentPackage) => known.test(os);
  return [...packages.filter(fits), ...packages.filter((one) => !fits(one))];
}

/** The system that the platform was told of, where the table knows it. */
export function knownSystem(
  os: string | undefined,
  packages: readonly AgentPackage[] = agentPackages,
): AgentPackage | undefined {
  return os === undefined ? undefined : packages.find(({ known }) => known.test(os));
}
