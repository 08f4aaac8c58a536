import { gunzipSync } from 'node:zlib';
import { decode, encode } from 'fast-png';
import { BotError } from '../../../src/errors.ts';
import type { Screen, Screenshot } from '../../../src/hypervisor/screen.ts';
import type { Machine } from '../../../src/hypervisor.ts';
import type { Client } from './client.ts';
import { consoleWays } from './console.ts';
import { refusal } from './errors.ts';
import type { Way } from './way.ts';
import { uuidWord } from './words.ts';

/** Milliseconds for one picture; an emulated host takes a second for a large screen. */
const LIMIT = 15_000;

/** virsh writes the picture to a file it opens by its path, so it is given a pipe: a socket has no path. */
const script = '"$@" | gzip -1 | base64';

/** https://www.libvirt.org/manpages/virsh.html#screenshot */
export function createScreen(client: Client, way: Way): Required<Screen> {
  return {
    async consoles(machine, signal) {
      const asked = { signal, name: machine.name };
      const [xml = ''] = await client.query([`dumpxml ${uuidWord(machine.id)}`], asked);
      return consoleWays(xml, machine, way);
    },
    async shot(machine, signal) {
      const words = ['screenshot', uuidWord(machine.id), '--file', '/dev/stdout'];
      const argv = ['sh', '-c', script, 'sh', ...client.reach.virsh(words)];
      const { stdout, stderr, exitCode } = await client.reach.run(argv, {
        signal,
        timeoutMs: LIMIT,
      });
      if (stderr.includes('error: ')) throw refused(stderr, machine);
      const bytes = exitCode === 0 ? unpacked(stdout) : Buffer.alloc(0);
      if (bytes.length === 0) throw noAnswer({ stderr, exitCode });
      return picture(bytes);
    },
  };
}

function refused(stderr: string, { name }: Machine): BotError {
  if (/no screens to take screenshot from|no graphics/i.test(stderr)) {
    return new BotError('unsupported', `${name} has no screen`, {
      hint: 'It was made without a graphics card; its serial console is not shown here.',
    });
  }
  if (/domain is not running/i.test(stderr)) {
    return new BotError('conflict', `${name} is off: its screen is dark`);
  }
  return refusal(stderr, name);
}

/** A program that is not there, and a way that broke: ssh's own failures end with 255. */
function noAnswer({
  stderr,
  exitCode,
}: {
  stderr: string;
  exitCode: number | undefined;
}): BotError {
  const absent = /(?:^|: )([\w-]+): (?:command )?not found/.exec(stderr)?.[1];
  if (absent !== undefined) return new BotError('unsupported', `${absent} is not installed there`);
  const said = refusal(stderr);
  if (said.code !== 'failed') return said;
  const code = exitCode === 255 || exitCode === undefined ? 'unreachable' : 'failed';
  return new BotError(code, `no picture of the screen came: ${said.message}`);
}

function unpacked(base64: string): Buffer {
  try {
    return gunzipSync(Buffer.from(base64, 'base64'), { maxOutputLength: MOST });
  } catch (error) {
    throw new BotError('failed', 'the picture of the screen arrived broken', { cause: error });
  }
}

/** Bytes of a picture: 8K in three colours is 100 MB, which no console is. */
const MOST = 64 * 1024 * 1024;

/** What virsh says when it has written the file stands behind the picture. */
function picture(bytes: Buffer): Screenshot {
  const [width, height, png] = isPng(bytes) ? sizeOf(bytes) : fromPixmap(bytes);
  return { width, height, png };
}

function isPng(bytes: Buffer): boolean {
  return bytes.subarray(0, 4).toString('latin1') === '\x89PNG';
}

function sizeOf(bytes: Buffer): [number, number, Buffer] {
  // IEND is the last chunk, twelve bytes with its length and checksum: https://www.w3.org/TR/png-3/#11IEND
  const end = bytes.lastIndexOf('IEND');
  const png = bytes.subarray(0, end < 0 ? undefined : end + 8);
  const { width, height } = decode(png);
  return [width, height, png];
}

/** `P6 WIDTH HEIGHT 255`, one white space, then three bytes a pixel: https://netpbm.sourceforge.net/doc/ppm.html */
function fromPixmap(bytes: Buffer): [number, number, Buffer] {
  const head = bytes.subarray(0, 200).toString('latin1');
  const [whole = '', w, h] = /^P6\s+(?:#[^\n]*\n\s*)*(\d+)\s+(\d+)\s+255\s/.exec(head) ?? [];
  const [width, height] = [Number(w), Number(h)];
  const data = bytes.subarray(whole.length, whole.length + width * height * 3);
  if (!(width > 0 && height > 0) || data.length < width * height * 3) {
    throw new BotError('failed', 'the picture of the screen is in a form that is not known here');
  }
  return [width, height, Buffer.from(encode({ width, height, data, channels: 3, depth: 8 }))];
}
