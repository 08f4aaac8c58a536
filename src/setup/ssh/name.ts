/** A name to propose for a site: the first word of its host's; an address says nothing to people. */
export function nameOfHost(host: string, otherwise: string): string {
  const [word = ''] = host.toLowerCase().split('.');
  return /^[a-z][a-z0-9-]{0,31}$/.test(word) && word !== 'localhost' ? word : otherwise;
}
