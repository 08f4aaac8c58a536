#!/bin/bash
# Builds a tiny Linux guest with the QEMU guest agent into one directory: vmlinuz, initrd.gz and base.qcow2 for
# guests whose kernel is loaded by QEMU; media/lab-guest.qcow2, which boots by itself and reads a NoCloud seed as
# cloud-init would; media/lab-live.iso, a medium that runs from memory.
# Debian's cloud kernel, static busybox, qemu-ga and the rest are fetched as packages and unpacked, never installed.
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
    libglib2.0-0 libnuma1 liburing2 libudev1 libpcre2-8-0 libc6 \
    dropbear-bin libtomcrypt1 libtommath1 libgmp10 libcrypt1 zlib1g \
    syslinux syslinux-common isolinux mtools)
  for package in debs/*.deb; do
    case $(basename "$package") in
      linux-image*) dpkg -x "$package" kernel ;;
      busybox*) dpkg -x "$package" busybox ;;
      syslinux* | isolinux* | mtools*) dpkg -x "$package" loader ;;
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

disk_drivers=(drivers/virtio/virtio_ring drivers/virtio/virtio
  drivers/virtio/virtio_pci_modern_dev drivers/virtio/virtio_pci_legacy_dev
  drivers/virtio/virtio_pci drivers/block/virtio_blk)

# The first root: loads the disk's driver and moves on to the real one.
make_initrd() {
  mkdir -p initrd/{bin,dev,proc,sys,new,mod}
  cp busybox/bin/busybox initrd/bin/
  ln -s busybox initrd/bin/sh
  copy_modules initrd/mod "${disk_drivers[@]}"
  cat >initrd/init <<'INIT'
#!/bin/busybox sh
B=/bin/busybox
$B mount -t devtmpfs dev /dev; $B mount -t proc proc /proc; $B mount -t sysfs sys /sys
for m in /mod/*.ko; do $B insmod $m; done
ROOT=/dev/vda
for word in $($B cat /proc/cmdline); do case $word in lab.root=*) ROOT=${word#*=};; esac; done
n=0; while [ ! -b $ROOT ] && [ $n -lt 100 ]; do $B usleep 20000; n=$((n+1)); done
$B mount -t ext4 $ROOT /new || exec $B sh
$B umount /sys; $B mount --move /proc /new/proc; $B mount --move /dev /new/dev
exec $B switch_root /new /sbin/init
INIT
  chmod +x initrd/init
  (cd initrd && find . | cpio --quiet -o -H newc | gzip -1) >"$out/initrd.gz"
}

# Everything these programs link to, from the same packages as they are.
copy_libraries() {
  local loader=agent/lib64/ld-linux-x86-64.so.2 library program
  local path=agent/lib/x86_64-linux-gnu:agent/usr/lib/x86_64-linux-gnu
  cp -L agent/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2 root/lib64/
  [ -e "$loader" ] || loader=agent/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2
  for program in "$@"; do
    for library in $("$loader" --library-path "$path" --list "$program" |
      awk '/=> agent/ { print $3 }'); do
      cp -L "$library" root/lib/x86_64-linux-gnu/
    done
  done
}

# What cloud-init does with a NoCloud seed, as far as the lab needs it: see its manual, "NoCloud".
write_seed_reader() {
  cat >root/etc/seed.sh <<'SEED'
value() { sed -n "s/^ *$2: *//p" "/seed/$1" | tr -d "\"'" | head -n 1; }
for device in /dev/vd[b-z] /dev/sr0; do
  [ -b $device ] || continue
  [ "$(dd if=$device bs=1 skip=32808 count=6 2>/dev/null)" = cidata ] || continue
  mount -t iso9660 -o ro $device /seed && break
done
if [ -f /seed/meta-data ]; then
  hostname "$(value meta-data local-hostname)"
  if [ -f /seed/network-config ]; then
    IP=$(sed -n "s/^ *- *[\"']*\([0-9.]*\/[0-9]*\)[\"']*$/\1/p" /seed/network-config | head -n 1)
    GATEWAY=$(value network-config '.*via')
  fi
  NAME=$(sed -n 's/^ *- name: *//p' /seed/user-data | head -n 1)
  HOME_OF=/root
  if [ -n "$NAME" ]; then
    HOME_OF=/home/$NAME
    grep -q "^$NAME:" /etc/passwd || echo "$NAME:*:1000:1000::$HOME_OF:/bin/sh" >>/etc/passwd
    grep -q "^$NAME:" /etc/group || echo "$NAME:x:1000:" >>/etc/group
  fi
  mkdir -p $HOME_OF/.ssh
  sed -n 's/^ *- *\(ssh-.*\)$/\1/p' /seed/user-data >$HOME_OF/.ssh/authorized_keys
  [ -z "$NAME" ] || chown -R 1000:1000 $HOME_OF
  chmod 700 $HOME_OF $HOME_OF/.ssh
  if [ -s $HOME_OF/.ssh/authorized_keys ]; then mkdir -p /etc/dropbear; dropbear -R -s; fi
  umount /seed
fi
SEED
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
  lab.key=*) KEY=${word#*=};;
esac; done
ip link set lo up
. /etc/seed.sh
[ -n "$IP" ] && ip link set eth0 up && ip addr add $IP dev eth0 && httpd -p 8080 -h /srv
[ -n "$GATEWAY" ] && ip route add default via $GATEWAY
if [ -n "$KEY" ]; then
  mkdir -p -m 700 /root/.ssh /etc/dropbear
  echo "ssh-ed25519 $KEY lab" >/root/.ssh/authorized_keys
  dropbear -R -s
fi
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
  mkdir -p root/{bin,sbin,usr/bin,usr/sbin,etc,dev,proc,sys,tmp,run,var,root,home,mod,seed,lib64,lib/x86_64-linux-gnu}
  ln -s /run root/var/run
  cp busybox/bin/busybox root/bin/
  for applet in $(busybox/bin/busybox --list); do
    [ "$applet" = busybox ] || ln -s /bin/busybox "root/bin/$applet"
  done
  # qemu-ga sets the hardware clock with /sbin/hwclock, by that path
  ln -s /bin/busybox root/sbin/init
  ln -s /bin/busybox root/sbin/hwclock
  cp agent/usr/sbin/qemu-ga agent/usr/sbin/dropbear root/usr/sbin/
  cp agent/usr/bin/dropbearkey root/usr/bin/
  copy_libraries root/usr/sbin/qemu-ga root/usr/sbin/dropbear root/usr/bin/dropbearkey
  copy_modules root/mod net/core/failover drivers/net/net_failover drivers/net/virtio_net \
    drivers/char/virtio_console drivers/virtio/virtio_balloon drivers/char/hw_random/virtio-rng \
    drivers/acpi/button drivers/input/evdev drivers/cdrom/cdrom fs/isofs/isofs
  write_system_files
  write_seed_reader
}

loader_words='console=tty0 console=ttyS0 quiet mitigations=off nokaslr no_timer_check cryptomgr.notests'

# partition STATUS TYPE START SECTORS: one entry of a PC's partition table, in hexadecimal and sectors
partition() {
  local number
  printf "\\x$1\\xfe\\xff\\xff\\x$2\\xfe\\xff\\xff"
  for number in "$3" "$4"; do
    printf "$(printf '\\x%02x\\x%02x\\x%02x\\x%02x' $((number & 255)) $((number >> 8 & 255)) \
      $((number >> 16 & 255)) $((number >> 24 & 255)))"
  done
}

# A FAT partition with the boot loader and the kernel, then the root: SYSLINUX through mtools needs no mount.
make_bootable_disk() {
  local at=2048 fat=49152 tools=$PWD/loader/usr/bin boot=disk.raw@@1M
  truncate -s 128M disk.raw
  {
    head -c 440 loader/usr/lib/syslinux/mbr/mbr.bin
    printf 'LAB1\0\0'
    partition 80 0e $at $fat
    partition 00 83 $((at + fat)) 131072
    head -c 32 /dev/zero
    printf '\x55\xaa'
  } | dd of=disk.raw conv=notrunc status=none
  "$tools/mformat" -i "$boot" -T $fat -h 64 -s 32 -H $at ::
  printf 'DEFAULT lab\nLABEL lab\n KERNEL /vmlinuz\n INITRD /initrd.gz\n APPEND %s lab.root=/dev/vda2\n' \
    "$loader_words" >syslinux.cfg
  "$tools/mcopy" -i "$boot" "kernel/boot/vmlinuz-$version" ::vmlinuz
  "$tools/mcopy" -i "$boot" "$out/initrd.gz" syslinux.cfg ::
  PATH=$tools:$PATH "$tools/syslinux" --install --offset $((at * 512)) disk.raw
  dd if=base.raw of=disk.raw bs=512 seek=$((at + fat)) conv=notrunc,sparse status=none
  qemu-img convert -O qcow2 -c disk.raw "$out/media/lab-guest.qcow2"
}

# The same root, in memory.
make_live_medium() {
  mkdir -p root/boot-mod iso
  copy_modules root/boot-mod "${disk_drivers[@]}"
  cat >root/init <<'INIT'
#!/bin/sh
mount -t devtmpfs dev /dev; mount -t proc proc /proc
for m in /boot-mod/*.ko; do insmod $m; done
exec /sbin/init
INIT
  chmod +x root/init
  (cd root && find . | cpio --quiet -o -H newc | gzip -1) >iso/live.gz
  cp "kernel/boot/vmlinuz-$version" iso/vmlinuz
  cp loader/usr/lib/ISOLINUX/isolinux.bin loader/usr/lib/syslinux/modules/bios/ldlinux.c32 iso/
  printf 'DEFAULT lab\nLABEL lab\n KERNEL /vmlinuz\n INITRD /live.gz\n APPEND %s\n' \
    "$loader_words" >iso/isolinux.cfg
  genisoimage -quiet -o "$out/media/lab-live.iso" -V LAB-LIVE -r \
    -b isolinux.bin -c boot.cat -no-emul-boot -boot-load-size 4 -boot-info-table iso
}

fetch
make_initrd
make_root
truncate -s 64M base.raw
mkfs.ext4 -q -F -m 0 -O ^metadata_csum -E root_owner=0:0 -d root base.raw
cp "kernel/boot/vmlinuz-$version" "$out/vmlinuz"
qemu-img convert -O qcow2 -c base.raw "$out/base.qcow2"
mkdir "$out/media"
make_bootable_disk
make_live_medium
