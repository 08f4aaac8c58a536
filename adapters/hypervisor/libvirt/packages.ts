/** The Debian package of each program that the host may lack; others call them nearly the same. */
export const packages: Readonly<Record<string, string>> = {
  'qemu-img': 'qemu-utils (Debian) or qemu-img (Fedora)',
  virsh: 'libvirt-clients',
};
