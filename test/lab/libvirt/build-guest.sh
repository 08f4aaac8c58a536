#!/bin/bash
# Builds a tiny Linux guest with the QEMU guest agent into one directory: vmlinuz, initrd.gz, base.qcow2.
# Debian's cloud kernel, static busybox and qemu-ga are fetched as packages and unpacked, never installed.
# No root mount, no loop device.
#
# usage: build-guest.sh OUT KERNEL-PACKAGE
set -euo pipefail
export LC_ALL=C
out=$1 kernel_package=$2
work=$(mktemp -d "$out/build-XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"

fetch() {
  mkdir debs
  (cd debs && apt-get download -q -o APT::Sandbox::User=root \
    "$kernel_package" busybox-static qemu-guest-agent \
    libglib2.0-0 libnuma1 liburing2 libudev1 libpcre2-8-0 libc6)
  for package in debs/*.deb; do
    case $(basename "$package") in
      linux-image*) dpkg -x "$package" kernel ;;
      busybox*) dpkg -x "$package" busybox ;;
      *) dpkg -x "$package" agent ;;
    esac
  done
  version=$(basename kernel/lib/modules/*)
  modules=kernel/lib/modules/$version/kernel
}

# copy_modules INTO NAME…: numbered, so that a glob loads them in this order
copy_modules() {
  local into=$1 number=10 name
  shift
  for name in "$@"; do
    if [ -f "$modules/$name.ko" ]; then # else it is built into this kernel
      cp "$modules/$name.ko" "$into/$number-$(basename "$name").ko"
      number=$((number + 1))
    fi
  done
}

# The first root: loads the disk's driver and moves on to the real one.
make_initrd() {
  mkdir -p initrd/{bin,dev,proc,sys,new,mod}
  cp busybox/bin/busybox initrd/bin/
  ln -s busybox initrd/bin/sh
  copy_modules initrd/mod drivers/virtio/virtio_ring drivers/virtio/virtio \
    drivers/virtio/virtio_pci_modern_dev drivers/virtio/virtio_pci_legacy_dev \
    drivers/virtio/virtio_pci drivers/block/virtio_blk
  cat >initrd/init <<'INIT'
#!/bin/busybox sh
B=/bin/busybox
$B mount -t devtmpfs dev /dev; $B mount -t proc proc /proc; $B mount -t sysfs sys /sys
for m in /mod/*.ko; do $B insmod $m; done
n=0; while [ ! -b /dev/vda ] && [ $n -lt 100 ]; do $B usleep 20000; n=$((n+1)); done
$B mount -t ext4 /dev/vda /new || exec $B sh
$B umount /sys; $B mount --move /proc /new/proc; $B mount --move /dev /new/dev
exec $B switch_root /new /sbin/init
INIT
  chmod +x initrd/init
  (cd initrd && find . | cpio --quiet -o -H newc | gzip -1) >"$out/initrd.gz"
}

# Everything the agent links to, from the same packages as the agent itself.
copy_libraries() {
  local loader=agent/lib64/ld-linux-x86-64.so.2 library
  local path=agent/lib/x86_64-linux-gnu:agent/usr/lib/x86_64-linux-gnu
  cp -L agent/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2 root/lib64/
  [ -e "$loader" ] || loader=agent/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2
  for library in $("$loader" --library-path "$path" --list agent/usr/sbin/qemu-ga |
    awk '/=> agent/ { print $3 }'); do
    cp -L "$library" root/lib/x86_64-linux-gnu/
  done
}

write_system_files() {
  cat >root/etc/inittab <<'TAB'
::sysinit:/etc/rcS
ttyS0::respawn:/bin/sh
::ctrlaltdel:/bin/reboot
::shutdown:/bin/umount -a -r
TAB
  cat >root/etc/rcS <<'RC'
#!/bin/sh
export PATH=/bin:/sbin:/usr/bin:/usr/sbin HOME=/root
mount -t sysfs sys /sys; mount -t tmpfs run /run
mkdir -p /dev/pts; mount -t devpts devpts /dev/pts
for m in /mod/*.ko; do insmod $m; done
AGENT=yes
for word in $(cat /proc/cmdline); do case $word in
  lab.ip=*) IP=${word#*=};; lab.name=*) hostname ${word#*=};; lab.agent=*) AGENT=${word#*=};;
esac; done
ip link set lo up
[ -n "$IP" ] && ip link set eth0 up && ip addr add $IP dev eth0 && httpd -p 8080 -h /srv
acpid -d >/dev/null 2>&1 &
n=0; PORT=
while [ -z "$PORT" ] && [ $n -lt 100 ]; do
  for d in /sys/class/virtio-ports/*; do
    [ "$(cat $d/name 2>/dev/null)" = org.qemu.guest_agent.0 ] && PORT=/dev/$(basename $d)
  done
  [ -n "$PORT" ] || usleep 20000; n=$((n+1))
done
[ $AGENT = yes ] && [ -n "$PORT" ] && (while :; do
  qemu-ga -m virtio-serial -p $PORT -t /run -f /run/qga.pid -l /tmp/qga.log; sleep 1
done) &
echo "LAB-READY uptime=$(cut -d' ' -f1 /proc/uptime) ip=$IP port=$PORT agent=$AGENT" >/dev/console
RC
  # qemu-ga runs: /sbin/shutdown -h -P|-H|-r +0 "hypervisor initiated shutdown"; -h always comes first
  cat >root/sbin/shutdown <<'SHUTDOWN'
#!/bin/sh
how=poweroff; for word in "$@"; do case $word in -r) how=reboot;; -H) how=halt;; esac; done; exec $how
SHUTDOWN
  mkdir -p root/srv root/etc/acpi/PWRF
  printf '#!/bin/sh\npoweroff\n' >root/etc/acpi/PWRF/00000080
  chmod +x root/etc/rcS root/sbin/shutdown root/etc/acpi/PWRF/00000080
  echo 'root:x:0:0:root:/root:/bin/sh' >root/etc/passwd
  echo 'root:x:0:' >root/etc/group
  printf 'NAME="Lab Guest"\nID=labguest\nPRETTY_NAME="Lab Guest 1"\nVERSION_ID="1"\n' >root/etc/os-release
}

make_root() {
  local applet
  mkdir -p root/{bin,sbin,usr/bin,usr/sbin,etc,dev,proc,sys,tmp,run,var,root,home,mod,lib64,lib/x86_64-linux-gnu}
  ln -s /run root/var/run
  cp busybox/bin/busybox root/bin/
  for applet in $(busybox/bin/busybox --list); do
    [ "$applet" = busybox ] || ln -s /bin/busybox "root/bin/$applet"
  done
  # qemu-ga sets the hardware clock with /sbin/hwclock, by that path
  ln -s /bin/busybox root/sbin/init
  ln -s /bin/busybox root/sbin/hwclock
  cp agent/usr/sbin/qemu-ga root/usr/sbin/
  copy_libraries
  copy_modules root/mod net/core/failover drivers/net/net_failover drivers/net/virtio_net \
    drivers/char/virtio_console drivers/virtio/virtio_balloon drivers/char/hw_random/virtio-rng \
    drivers/acpi/button drivers/input/evdev
  write_system_files
}

fetch
make_initrd
make_root
truncate -s 64M base.raw
mkfs.ext4 -q -F -m 0 -O ^metadata_csum -E root_owner=0:0 -d root base.raw
cp "kernel/boot/vmlinuz-$version" "$out/vmlinuz"
qemu-img convert -O qcow2 -c base.raw "$out/base.qcow2"
