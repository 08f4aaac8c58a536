#!/bin/bash
# Puts a real VirtualBox and an ssh server of Debian's unstable into DIR, from the mirror that this machine's apt uses.
# There is no kernel driver in it: machines run in VirtualBox's own driverless mode, through a launcher of ours in
# place of the hardened one. That launcher belongs into this root only, never on a host that runs real machines.
#
# usage: build-root.sh DIR   (as root, on Debian 12)
set -euo pipefail
dir=$1
here=$(cd "$(dirname "$0")" && pwd)
mirror=$(apt-get indextargets --format "\$(REPO_URI)" | sort -u | grep -v security | head -n 1)

tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
# Satisfies "virtualbox-modules", so that neither dkms nor a compiler comes in.
mkdir -p "$tools/modules/DEBIAN"
cat >"$tools/modules/DEBIAN/control" <<'CONTROL'
Package: vbox-nomodules
Version: 1.0
Architecture: all
Maintainer: lab <lab@example.invalid>
Provides: virtualbox-modules
Description: no kernel modules
CONTROL
dpkg-deb --root-owner-group -b "$tools/modules" "$tools/vbox-nomodules.deb" >/dev/null

lib=/usr/lib/x86_64-linux-gnu
left_out=(
  "/usr/share/doc/*" "/usr/share/man/*" "/usr/share/locale/*" "$lib/libLLVM*" "$lib/libgallium*" "$lib/dri/*"
  /usr/lib/virtualbox/webtest '/usr/lib/virtualbox/VBoxEFI-*' /usr/lib/virtualbox/VBoxVMMArm.so
)
# shellcheck disable=SC2016 # "$1" is the hook's own
mmdebstrap --quiet --mode=root --variant=apt --architectures=amd64 \
  --keyring=/usr/share/keyrings/debian-archive-keyring.gpg \
  --aptopt='APT::Install-Recommends "false"' --aptopt='Acquire::Languages "none"' \
  --aptopt='Acquire::Check-Valid-Until "false"' --aptopt='Acquire::Check-Date "false"' \
  "${left_out[@]/#/--dpkgopt=path-exclude=}" \
  --customize-hook="cp $tools/vbox-nomodules.deb \"\$1\"/tmp/" \
  --customize-hook='chroot "$1" sh -c "dpkg -i /tmp/vbox-nomodules.deb && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends virtualbox openssh-server && apt-get clean"' \
  sid "$dir/root" "deb $mirror sid main contrib"

rm -rf "$dir/root/var/lib/apt/lists" "$dir"/root/etc/ssh/ssh_host_*
# python3 comes with VirtualBox.
install -m 755 "$here/VBoxHeadless.py" "$dir/root/usr/lib/virtualbox/VBoxHeadless"
