/** What Proxmox says of a text that is not in its format; the names are those of the schema. */
type Format = (text: string) => string | undefined;

const dnsLabel = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
const dnsName = new RegExp(`^${dnsLabel}(?:\\.${dnsLabel})*$`);
const storageId = /^[a-z][a-z0-9\-_.]*[a-z0-9]$/i;
const vmId = /^[1-9][0-9]{2,8}$/;
const tag = /^[a-z0-9_][a-z0-9_\-+.]*$/i;

const one: Readonly<Record<string, Format>> = {
  'pve-vmid': (text) => (vmId.test(text) ? undefined : 'value does not look like a valid VM ID'),
  'pve-node': (text) =>
    /^[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?$/.test(text)
      ? undefined
      : 'value does not look like a valid node name',
  'pve-configid': (text) =>
    /^[a-z][a-z0-9_-]+$/i.test(text) ? undefined : `invalid configuration ID '${text}'`,
  'pve-storage-id': (text) =>
    storageId.test(text) ? undefined : `storage ID '${text}' contains illegal characters`,
  'pve-poolid': (text) =>
    /^[A-Za-z0-9.\-_]+(?:\/[A-Za-z0-9.\-_]+){0,2}$/.test(text)
      ? undefined
      : `value '${text}' does not look like a valid pool name`,
  'dns-name': (text) =>
    dnsName.test(text) ? undefined : 'value does not look like a valid DNS name',
  'pve-tag': (text) => (tag.test(text) ? undefined : 'invalid characters in tag'),
  'pve-bridge-id': (text) =>
    /^[-_.\w]+$/.test(text) && text.length <= 15 ? undefined : `invalid bridge ID '${text}'`,
};

/** Of each part of a list. */
const parts: Readonly<Record<string, string>> = {
  'pve-vmid-list': 'pve-vmid',
  'pve-storage-id-list': 'pve-storage-id',
  'pve-configid-list': 'pve-configid',
  'pve-tag-list': 'pve-tag',
  'dns-name-list': 'dns-name',
};

/** Nothing is wrong with a format that is not known here. */
export function wrongForm(format: string, text: string): string | undefined {
  const part = parts[format];
  if (part === undefined) return one[format]?.(text);
  for (const word of text.split(/[,;\s\0]+/).filter(Boolean)) {
    const wrong = one[part]?.(word);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}
