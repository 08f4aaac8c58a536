import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRow, rowScript } from '../../../src/connectivity/matrix/row.ts';

/** Prints as iputils does; 10.0.0.9 stays silent, 10.0.0.8 has no route. */
const ping = `#!/bin/sh
for to; do :; done
case $to in
*.8) echo 'ping: connect: Network is unreachable' >&2; exit 2 ;;
*.9) received=0 ;;
*) received=$2 ;;
esac
echo "PING $to ($to) 56(84) bytes of data."
echo
echo "--- $to ping statistics ---"
echo "$2 packets transmitted, $received received, 0% packet loss, time 2003ms"
[ "$received" = 0 ] || echo 'rtt min/avg/max/mdev = 0.3/0.5/0.9/0.1 ms'
`;

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'nakhoda-row-'));
  await writeFile(join(directory, 'ping'), ping);
  await chmod(join(directory, 'ping'), 0o755);
});
afterAll(() => rm(directory, { recursive: true }));

const marks = (addresses: readonly string[]) =>
  addresses.flatMap((address, at) => [`toa${String.fromCharCode(97 + at)}`, address]);

describe('the script of a row, in a real shell', () => {
  const pinged = async (addresses: readonly string[]) => {
    const { exitCode, stdout } = await execa(
      '/bin/sh',
      ['-c', rowScript, 'sh', '3', ...marks(addresses)],
      {
        env: { PATH: `${directory}:${process.env['PATH']}` },
        cwd: directory,
        reject: false,
      },
    );
    return readRow({ exitCode, stdout }, addresses);
  };

  it('pings all side by side, and no answer is taken for another', async () => {
    const many = Array.from({ length: 20 }, (_, at) => `10.0.0.${at + 20}`);
    const { answers } = await pinged([...many, '10.0.0.9', '10.0.0.8']);
    expect(answers).toHaveLength(22);
    for (const address of many) {
      const found = answers?.find((answer) => answer.address === address);
      expect(found?.result).toMatchObject({ sent: 3, received: 3, avgMs: 0.5 });
    }
    expect(answers?.[20]?.result).toMatchObject({ sent: 3, received: 0 });
    expect(answers?.[21]).toMatchObject({ address: '10.0.0.8', noRoute: true });
  });

  it('asks a ping of its own for IPv6 where there is one', async () => {
    const six = join(directory, 'ping6');
    await writeFile(six, ping.replace('received=$2', 'received=1'));
    await chmod(six, 0o755);
    try {
      const { answers } = await pinged(['10.0.0.1', 'fd00::1']);
      expect(answers?.map(({ result }) => result.received)).toEqual([3, 1]);
    } finally {
      await rm(six);
    }
  });

  it('leaves no file behind', async () => {
    await pinged(['10.0.0.1']);
    expect(await readdir(directory)).toEqual(['ping']);
  });

  it('says nothing for nobody', async () => {
    expect(await pinged([])).toEqual({ answers: [] });
  });
});

describe('what a guest answers', () => {
  const section = (name: string, text: string) => `\n--nakhoda:${name}--\n${text}\n`;
  const good = '3 packets transmitted, 3 received, 0% packet loss, time 2003ms';

  it('a guest without ping is told as such', () => {
    expect(readRow({ exitCode: 69, stdout: '' }, ['10.0.0.1'])).toEqual({
      why: 'its guest has no ping program',
    });
  });

  it('output that was cut off says nothing of what is missing', () => {
    const stdout = `${section('toaa', good)}\n--nakhoda:toab--\n3 packets trans`;
    const { answers } = readRow({ exitCode: 0, stdout }, ['10.0.0.1', '10.0.0.2', '10.0.0.3']);
    expect(answers?.map(({ address, result }) => [address, result.received])).toEqual([
      ['10.0.0.1', 3],
      ['10.0.0.2', undefined],
    ]);
  });

  it.each(['', '\0\0\0', 'x'.repeat(100_000), section('toaa', '\u001b[31m999999999999 packets')])(
    'hostile output is no answer',
    (stdout) => {
      const { answers = [] } = readRow({ exitCode: 0, stdout }, ['10.0.0.1']);
      expect(answers.every(({ result }) => result.received === undefined)).toBe(true);
    },
  );
});
