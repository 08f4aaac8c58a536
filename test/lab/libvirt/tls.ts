import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run, until } from '../run.ts';
import { killDaemon, type LabHost, onHost, startDaemon, virsh } from './host.ts';
import { openDoor } from './ssh.ts';

/** How to reach the host's libvirt over TLS from outside it. */
export interface TlsAccess {
  readonly uri: string;
  /** The same with the certificates of an authority that the host does not know, and that does not know it. */
  readonly strangerUri: string;
}

/** libvirt's own port for it: https://libvirt.org/remote.html */
const PORT = 16_514;
const settings = '/etc/libvirt/tls.conf';

/** Starts the host's libvirtd anew so that it listens with certificates; its machines run on. */
export async function openTls(
  host: LabHost,
  { directory, signal }: { readonly directory: string; readonly signal: AbortSignal },
): Promise<TlsAccess> {
  const own = await authority(join(directory, 'own'), signal);
  const stranger = await authority(join(directory, 'stranger'), signal);
  const pki = join(host.directory, 'etc', 'lab-pki');
  await mkdir(pki, { recursive: true });
  for (const file of ['cacert.pem', 'servercert.pem', 'serverkey.pem']) {
    await copyFile(join(own, file), join(pki, file));
  }
  const plain = await readFile(join(host.directory, 'etc', 'libvirt', 'libvirtd.conf'), 'utf8');
  await writeFile(join(host.directory, settings), plain + listening);
  await killDaemon(host, signal);
  const words = ['--daemon', '--listen', '--config', settings, '--pid-file', '/run/libvirtd.pid'];
  await until(() => onHost(host, ['libvirtd', ...words], { signal }).catch(() => undefined), {
    signal,
    timeoutMs: 60_000,
    what: `libvirtd on ${host.name} does not start again`,
  });
  await until(() => virsh(host, ['uri'], { signal }).catch(() => undefined), {
    signal,
    timeoutMs: 60_000,
    what: `libvirt on ${host.name} is silent`,
  });
  const port = await openDoor(host, signal, PORT);
  const uri = (place: string) => `qemu+tls://127.0.0.1:${port}/system?pkipath=${place}`;
  return { uri: uri(own), strangerUri: uri(stranger) };
}

/** As it was: on its socket alone. */
export async function closeTls(host: LabHost, signal: AbortSignal): Promise<void> {
  await killDaemon(host, signal);
  await until(
    () =>
      startDaemon(host, signal).then(
        () => true,
        () => undefined,
      ),
    {
      signal,
      timeoutMs: 60_000,
      what: `libvirtd on ${host.name} does not start again`,
    },
  );
}

const listening = [
  'listen_tls = 1',
  'listen_addr = "127.0.0.1"',
  `tls_port = "${PORT}"`,
  'auth_tls = "none"',
  'key_file = "/etc/lab-pki/serverkey.pem"',
  'cert_file = "/etc/lab-pki/servercert.pem"',
  'ca_file = "/etc/lab-pki/cacert.pem"',
  '',
].join('\n');

/** An authority with one server and one client, under the names libvirt looks for. */
async function authority(directory: string, signal: AbortSignal): Promise<string> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const at = (file: string) => join(directory, file);
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const openssl = (words: readonly string[]) => run('openssl', words, { signal });
  const ca = ['-addext', 'keyUsage=critical,keyCertSign', '-keyout', at('ca.key')];
  await openssl(['req', '-x509', ...key, '-subj', '/CN=lab', ...ca, '-out', at('cacert.pem')]);
  for (const name of ['server', 'client']) {
    const extensions = [
      ['-addext', 'basicConstraints=critical,CA:FALSE'],
      ['-addext', 'subjectAltName=IP:127.0.0.1'],
      ['-addext', 'extendedKeyUsage=serverAuth,clientAuth'],
      ['-addext', 'keyUsage=digitalSignature,keyEncipherment'],
    ].flat();
    const files = ['-keyout', at(`${name}key.pem`), '-out', at(`${name}cert.pem`)];
    const signed = ['-CA', at('cacert.pem'), '-CAkey', at('ca.key')];
    const subject = ['-subj', '/CN=127.0.0.1'];
    await openssl(['req', '-x509', ...key, ...subject, ...signed, ...extensions, ...files]);
  }
  return directory;
}
