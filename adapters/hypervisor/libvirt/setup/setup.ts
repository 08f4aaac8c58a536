import { fits, type Interview } from '../../../../src/interview.ts';
import { askSsh } from '../../../../src/setup/ssh/ask.ts';
import { nameOfHost } from '../../../../src/setup/ssh/name.ts';
import type { SiteAnswers, SiteSetup } from '../../../../src/site.ts';
import { Config } from '../config.ts';

/** Where a libvirt may be, from the most usual to the least. */
export const ask: SiteSetup['ask'] = async (interview, services) => {
  const way = await interview.choose({
    label: 'Where is this libvirt?',
    choices: [
      { value: 'here', label: 'on this machine' },
      { value: 'ssh', label: 'on another host, over ssh: everything works there too' },
      {
        value: 'uri',
        label: 'behind a libvirt uri: qemu+ssh://, or qemu+tls:// where some things are missing',
      },
    ],
  });
  if (way === 'here') return here(interview);
  if (way === 'uri') return elsewhere(interview);
  const ssh = await askSsh(interview, services);
  return { settings: { ssh }, name: nameOfHost(ssh.host, 'libvirt') };
};

async function here(interview: Interview): Promise<SiteAnswers> {
  const initial = Config.parse({}).uri;
  const uri = await interview.text({
    label: 'Its uri',
    initial,
    problem: (answer) =>
      fits(Config.shape.uri)(answer) ??
      (/^qemu(?:\+unix)?:\/\/\//.test(answer)
        ? undefined
        : 'A uri of this machine begins with qemu:/// or qemu+unix:///'),
  });
  return { settings: uri === initial ? {} : { uri }, name: 'libvirt' };
}

/** https://libvirt.org/uri.html#remote-uris */
async function elsewhere(interview: Interview): Promise<SiteAnswers> {
  const uri = await interview.text({
    label: 'Its uri, as in qemu+tls://kvm2.example.org/system',
    problem: (answer) =>
      /^qemu(?:\+[a-z0-9]+)?:\/\/[^\s/]+\/\S+$/.test(answer) && URL.canParse(answer)
        ? undefined
        : 'It looks like qemu+ssh://user@host/system or qemu+tls://host/system',
  });
  return { settings: { uri }, name: nameOfHost(new URL(uri).hostname, 'libvirt') };
}
