import type { ConsoleWay } from '../../../src/hypervisor/screen.ts';
import type { Machine } from '../../../src/hypervisor.ts';
import { posixLine } from '../../../src/shell/quote.ts';
import { attribute, child, children, parseXml } from './domain-xml.ts';
import type { Way } from './way.ts';

/** A screen that a server of the host shows: https://libvirt.org/formatdomain.html#graphical-framebuffers */
interface Display {
  readonly type: 'vnc' | 'spice';
  readonly address: string;
  readonly port: number;
}

/** The ways to the consoles of a running machine's definition, for somebody at another computer. */
export function consoleWays(domainXml: string, machine: Machine, way: Way): readonly ConsoleWay[] {
  const devices = child(parseXml(domainXml), 'domain', 'devices');
  const displays = children(devices, 'graphics').flatMap((one) => displayOf(one) ?? []);
  const hasSerial = [...children(devices, 'console'), ...children(devices, 'serial')].length > 0;
  const uri = uriFromOutside(machine, way);
  const screen = children(devices, 'graphics').length > 0;
  return [
    ...(screen ? [viewer(uri, machine)] : []),
    ...displays.map((display) => tunnel(display, machine, way)),
    ...(hasSerial ? [serial(uri, machine)] : []),
  ];
}

/** Only a server with a port of its own can be tunnelled to; one on a socket is left to virt-viewer. */
function displayOf(graphics: ReturnType<typeof child>): Display | undefined {
  const type = attribute(graphics, 'type');
  const port = Number(attribute(graphics, 'port'));
  if ((type !== 'vnc' && type !== 'spice') || !(port > 0)) return undefined;
  const listen = attribute(graphics, 'listen') ?? '127.0.0.1';
  const everywhere = listen === '0.0.0.0' || listen === '::' || listen === '';
  return { type, port, address: everywhere ? '127.0.0.1' : listen };
}

/** https://gitlab.com/virt-viewer/virt-viewer/-/blob/master/man/virt-viewer.pod */
function viewer(uri: string, { id }: Machine): ConsoleWay {
  const line = posixLine(['virt-viewer', '--connect', uri, '--uuid', id]);
  return { name: 'screen, with virt-viewer', line };
}

/** A port of the reader's own leads to the host's: https://man.openbsd.org/ssh#L */
function tunnel({ type, address, port }: Display, machine: Machine, way: Way): ConsoleWay {
  const far = address.includes(':') ? `[${address}]` : address;
  const line = posixLine(['ssh', '-N', '-L', `${port}:${far}:${port}`, ...sshWords(machine, way)]);
  const note = `While it runs: ${type}://127.0.0.1:${port}`;
  return { name: `screen, with any ${type.toUpperCase()} viewer`, line, note };
}

/** https://www.libvirt.org/manpages/virsh.html#console */
function serial(uri: string, { id }: Machine): ConsoleWay {
  return {
    name: 'serial console',
    line: posixLine(['virsh', '--connect', uri, 'console', id]),
    note: 'Ctrl-] leaves it.',
  };
}

/** The reader is not where the bot is: what is local to the bot is reached by the host's name. */
function uriFromOutside(machine: Machine, { uri, ssh, here }: Way): string {
  if (!(ssh || here)) return uri;
  const path = new URL(uri).pathname;
  const host = ssh?.host ?? machine.host;
  const place = host.includes(':') ? `[${host}]` : host;
  const user = ssh?.user === undefined ? '' : `${encodeURIComponent(ssh.user)}@`;
  return `qemu+ssh://${user}${place}${ssh?.port ? `:${ssh.port}` : ''}${path}`;
}

function sshWords(machine: Machine, { ssh }: Way): readonly string[] {
  const host = ssh?.host ?? machine.host;
  const port = ssh?.port === undefined ? [] : ['-p', String(ssh.port)];
  return [...port, ssh?.user === undefined ? host : `${ssh.user}@${host}`];
}
