#!/bin/bash
# The first process of a lab host that runs VirtualBox, in namespaces of its own (mounts, name, network, processes):
# puts a root together from the prepared one, whose programs all labs share read-only, and goes into it.
# The lab's directory has one path inside and outside. When this process is killed the kernel ends every process of the
# host and drops its mounts and network.
#
# usage: unshare --mount --uts --net --pid --fork --propagation private host.sh DIR NAME PREPARED-ROOT
set -euo pipefail
dir=$1 name=$2 prepared=$3
root=$dir/root

# Read before /proc is our own: the number under which the outside knows this process.
read -r outside _ </proc/self/stat

mkdir -p "$dir"/{root,home,tmp}
mount -t tmpfs -o mode=755 tmpfs "$root"
for entry in bin sbin lib lib64; do cp -a "$prepared/$entry" "$root/"; done
mkdir -p "$root"/{usr,etc,proc,sys,dev,run/sshd,tmp,root,before,var/{tmp,log,lib}}
mount --bind "$prepared/usr" "$root/usr"
mount -o remount,bind,ro "$root/usr"
mount -t proc proc "$root/proc"
mount -t sysfs sys "$root/sys" # shows the network devices of the network it is mounted in
mount --rbind /dev "$root/dev"
mount --bind "$dir/tmp" "$root/tmp"
chmod 1777 "$root/tmp" "$root/var/tmp"
mkdir -p "$root$dir"
mount --bind "$dir" "$root$dir"
mount --bind "$dir/etc" "$root/etc"

hostname "$name"
ip link set lo up
# What machines can be bridged to; nothing is on them.
for device in eth0 eth1; do
  ip link add "$device" type bridge
  ip link set "$device" up
done
ip addr add 10.78.0.1/24 dev eth0

cd "$root"
pivot_root . before
# The root has no umount(8); 2 is MNT_DETACH of umount(2).
python3 -c 'import ctypes; ctypes.CDLL(None).umount2(b"/before", 2)'
echo "$outside" >"$dir/pid.new"
mv "$dir/pid.new" "$dir/pid"
# Its words are those it was started with, so that it is found by them.
# shellcheck disable=SC2016 # the inner shell's own
exec /bin/bash -c 'while :; do sleep infinity & wait; done' "$0" "$dir"
