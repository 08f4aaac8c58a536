#!/bin/bash
# The first process of one lab host, in namespaces of its own (mounts, name, network, processes): gives it
# its own /etc, /run and libvirt folders, its name and its bridges, then reaps whatever ends there.
# When it is killed the kernel ends every process of the host and drops its mounts and network.
#
# usage: unshare --mount --uts --net --pid --fork --propagation private host.sh DIR NAME ADDRESS
set -euo pipefail
dir=$1 name=$2 address=$3

# Read before /proc is our own: the number under which the outside knows this process.
read -r outside _ </proc/self/stat

mkdir -p "$dir"/{run/sshd,lib,cache,log} /var/{lib,cache,log}/libvirt
mount --bind "$dir/etc" /etc
mount --bind "$dir/run" /run
mount --bind "$dir/lib" /var/lib/libvirt
mount --bind "$dir/cache" /var/cache/libvirt
mount --bind "$dir/log" /var/log/libvirt
mount -t proc proc /proc
mount -t sysfs sys /sys # shows the network devices of the network it is mounted in

hostname "$name"
echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6
ip link set lo up
ip link add br0 type bridge
ip addr add "$address/24" dev br0
ip link set br0 up
# Another segment to be plugged into; nothing is on it.
ip link add br1 type bridge
ip link set br1 up

echo "$outside" >"$dir/pid.new"
mv "$dir/pid.new" "$dir/pid"
while :; do
  sleep infinity &
  wait
done
