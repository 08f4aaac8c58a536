/** True where libvirt is reached by a socket file, so on the machine the bot runs on. */
export function isLocal(uri: string): boolean {
  return /^qemu(?:\+unix)?:\/\/\//.test(uri);
}
