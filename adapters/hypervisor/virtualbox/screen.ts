import { BotError } from '../../../src/errors.ts';
import type { ConsoleWay, Screen, Screenshot } from '../../../src/hypervisor/screen.ts';
import { posixLine } from '../../../src/shell/quote.ts';
import type { Client } from './client.ts';
import type { Config } from './config.ts';
import { complains } from './errors.ts';
import { failure } from './failure.ts';
import type { HostName } from './host-name.ts';
import { type Info, readInfo } from './info.ts';
import { fileOf } from './windows/own-file.ts';
import { uuidWord } from './words.ts';

interface Parts {
  readonly client: Client;
  readonly hostName: HostName;
  readonly config: Pick<Config, 'program' | 'ssh'>;
}

/** Milliseconds for one picture. */
const LIMIT = 15_000;

/** VBoxManage opens the picture's file by its path, so it is given a pipe: there is no file to be left behind. */
const script = '"$@" | base64';
const PIPE = '/dev/stdout';

/** https://www.virtualbox.org/manual/topics/vboxmanage.html#vboxmanage-controlvm */
export function createScreen({ client, hostName, config }: Parts): Required<Screen> {
  return {
    async shot(machine, signal) {
      const { reach } = client;
      const words = ['controlvm', uuidWord(machine.id), 'screenshotpng'];
      const options = { signal, timeoutMs: LIMIT };
      const said =
        (await reach.os(signal)) === 'windows'
          ? await fileOf(reach, words, options)
          : await reach.run(['sh', '-c', script, 'sh', ...reach.manage([...words, PIPE])], options);
      if (said.exitCode !== 0 || complains(said.stderr)) throw failure(said, machine.name);
      return picture(Buffer.from(said.stdout, 'base64'));
    },
    async consoles(machine, signal) {
      const info = await readInfo(client, machine, { signal });
      return consoleWays(info, { ...config, host: config.ssh?.host ?? (await hostName(signal)) });
    },
  };
}

const START = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
/** Its sizes stand in IHDR, the first chunk: https://www.w3.org/TR/png-3/#11IHDR */
const [WIDTH, HEIGHT, HEAD] = [16, 20, 24];

/** Debian's wrapper may speak before it. */
function picture(bytes: Buffer): Screenshot {
  const at = bytes.indexOf(START);
  const png = bytes.subarray(at);
  if (at < 0 || png.length < HEAD) {
    throw new BotError('failed', 'VirtualBox gave no picture of the screen');
  }
  return { png, width: png.readUInt32BE(WIDTH), height: png.readUInt32BE(HEIGHT) };
}

/** A machine that is on has a server for its screen where VRDE is switched on: https://www.virtualbox.org/manual/topics/remotevm.html */
export function consoleWays(
  { fields, id }: Pick<Info, 'fields' | 'id'>,
  { host, program, ssh }: Pick<Config, 'program' | 'ssh'> & { readonly host: string },
): readonly ConsoleWay[] {
  const login = ssh?.user === undefined ? host : `${ssh.user}@${host}`;
  const door = [...(ssh?.port === undefined ? [] : ['-p', String(ssh.port)]), login];
  const port = Number(fields.get('vrdeport'));
  if (fields.get('vrde') !== 'on' || !(port > 0)) {
    const words = [program, 'modifyvm', id, '--vrde', 'on', '--vrde-address', '127.0.0.1'];
    return [
      {
        name: 'the server for its screen (VRDE) is off; to switch it on',
        line: posixLine(['ssh', ...door, posixLine(words)]),
        note: 'Once, while the machine is off; VirtualBox needs an extension pack for it. Then ask again.',
      },
    ];
  }
  const address = fields.get('vrdeaddress') || '127.0.0.1';
  const far = address.includes(':') ? `[${address}]` : address;
  return [
    {
      name: 'screen, with an RDP or VNC viewer',
      line: posixLine(['ssh', '-N', '-L', `${port}:${far}:${port}`, ...door]),
      note: `While it runs: rdp://127.0.0.1:${port}, or vnc:// where the extension pack is the one for VNC.`,
    },
  ];
}
