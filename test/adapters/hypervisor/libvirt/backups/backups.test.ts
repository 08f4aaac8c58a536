import { describe, expect, it } from 'vitest';
import { need } from '../../../../contracts/subject.ts';
import { createSite } from '../site.ts';

const { signal } = new AbortController();

describe('a site without a shell', () => {
  it.each(['qemu+tls://far/system', 'qemu+tcp://far/system'])(
    '%s refuses backups by name and says what would help',
    async (uri) => {
      const site = createSite('far', { uri });
      await expect(need(site.backups).list({ signal })).rejects.toMatchObject({
        code: 'unsupported',
        message: expect.stringContaining('far'),
        hint: expect.stringContaining('ssh:'),
      });
      await expect(need(site.backups).places(signal)).rejects.toMatchObject({
        code: 'unsupported',
      });
      await site.close?.();
    },
  );
});
