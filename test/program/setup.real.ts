import { chown, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { parse, stringify } from 'yaml';
import { networkChats } from '../../adapters/chat/index.ts';
import { openProgram } from '../adapters/chat/terminal/pty.ts';
import { hostUri } from '../lab/libvirt/host.ts';
import { openLibvirtLab } from '../lab/libvirt/lab.ts';
import { type Clone, cleanClone } from './clean-clone.ts';
import { environment, main, program } from './program.ts';
import { createTypist } from './typist.ts';

const lab = process.env['NAKHODA_LAB'] ?? '';
let clone: Clone;
let socket: string;
let ssh: { host: string; port: number; user: string; identity: string; knownHosts: string };

beforeAll(async () => {
  clone = await cleanClone();
  socket = hostUri((await openLibvirtLab(lab)).hosts['kvm-a']);
  ssh = parse(await readFile(lab, 'utf8')).sites[1].ssh;
});
afterAll(() => clone.dispose());

/** The fingerprint as the lab's own file of keys has it. */
async function trueFingerprint(): Promise<string> {
  const { stdout } = await execa('ssh-keygen', ['-lf', ssh.knownHosts]);
  return stdout.split(' ')[1] ?? '';
}

it('from a clean clone to the machines of two hosts', async () => {
  const { directory } = clone;
  const pty = openProgram(['npm', 'start', '--', 'setup'], {
    cwd: directory,
    columns: 200,
    patienceMs: 120_000,
    env: { HOME: directory, NAKHODA_DATA: join(directory, 'data'), LC_ALL: 'C.UTF-8' },
  });
  const person = createTypist(pty);
  await person.answer(/Which hypervisor[\s\S]+?Which \[1\]: /);
  await person.answer(/Where is this libvirt[\s\S]+?Which \[1\]: /);
  await person.answer(/Its uri \[qemu:\/\/\/system\]: /, socket);
  await person.answer(/A name for this site \[libvirt\]: /, 'kvm-a');
  await person.answer(/kvm-a: usable[\s\S]+?Add another[\s\S]+?Which \[1\]: /, '2');
  await person.answer(/Where is this libvirt[\s\S]+?Which \[1\]: /, '2');
  await person.answer(/Host name or address: /, ssh.host);
  await person.answer(/Port \[22\]: /, String(ssh.port));
  await person.answer(/User there \[root\]: /);
  await pty.sees(await trueFingerprint());
  await person.answer(/Is it the same\? \[yes\/no\]: /, 'yes');
  await person.answer(/Which key[\s\S]+?another file[\s\S]+?Which \[1\]: /, '2');
  await person.answer(/The file of the private key: /, ssh.identity);
  await person.answer(/A name for this site \[libvirt\]: /, 'kvm-b');
  await person.answer(/kvm-b: usable[\s\S]+?Add another[\s\S]+?Which \[1\]: /);
  await person.answer(/Where does the bot keep[\s\S]+?Which \[1\]: /);
  await person.answer(/Time zone[^\n]+: /);
  if (networkChats.length > 0) await person.answer(/Connect a chat[\s\S]+?Which \[1\]: /);
  await person.answer(/Write this\? \[Y\/n\]: /);
  expect(await pty.exit, pty.seen()).toBe(0);
  const seen = pty.seen();
  expect(seen).toMatch(/^e1 +running +kvm-a/m);
  expect(seen).toMatch(/^e2 +running +kvm-b/m);
  expect(seen).toContain('npm start -- serve');
  console.log(`The set-up took ${person.keys} keystrokes, pasted paths counted letter by letter.`);

  const written = parse(await readFile(join(directory, 'nakhoda.yaml'), 'utf8'));
  const [, second] = written.sites;
  expect(second.ssh).toMatchObject({ host: ssh.host, port: ssh.port, identity: ssh.identity });
  expect((await stat(second.ssh.knownHosts)).mode & 0o777).toBe(0o600);
  expect(await readFile(second.ssh.knownHosts, 'utf8')).toContain(
    (await readFile(ssh.knownHosts, 'utf8')).trim().split(' ').slice(0, 3).join(' '),
  );
});

it('a new key is made for the bot, and tested once it is let in', {
  timeout: 300_000,
}, async () => {
  const directory = join(clone.directory, 'with-new-key');
  await mkdir(directory);
  const pty = openProgram([process.execPath, main, 'setup'], {
    cwd: directory,
    columns: 200,
    patienceMs: 120_000,
    env: { HOME: directory, NAKHODA_DATA: join(directory, 'data') },
  });
  const person = createTypist(pty);
  await person.answer(/Which hypervisor[\s\S]+?Which \[1\]: /);
  await person.answer(/Where is this libvirt[\s\S]+?Which \[1\]: /, '2');
  await person.answer(/Host name or address: /, ssh.host);
  await person.answer(/Port \[22\]: /, String(ssh.port));
  await person.answer(/User there \[root\]: /);
  await person.answer(/Is it the same\? \[yes\/no\]: /, 'yes');
  await person.answer(/a new key for the bot[\s\S]+?Which \[1\]: /);
  await person.answer(/Is it there\? \[Y\/n\]: /);
  await person.answer(/A name for this site[^\n]+: /, 'kvm-b');
  await pty.sees('the ssh host refused the key');

  const key = join(directory, 'data', 'ssh', 'id_ed25519');
  const line = (await readFile(`${key}.pub`, 'utf8')).trim();
  expect(pty.seen()).toContain(line);
  expect((await stat(key)).mode & 0o777).toBe(0o600);
  const host = (await openLibvirtLab(lab)).hosts['kvm-b'];
  const accepted = join(host.directory, 'etc', 'ssh', 'lab_authorized_keys');
  const before = await readFile(accepted, 'utf8');
  await writeFile(accepted, `${before}${line}\n`);
  onTestFinished(() => writeFile(accepted, before));
  await person.answer(/What now\?[\s\S]+?Which \[1\]: /);
  await pty.sees('kvm-b: usable');

  pty.keys('\u0003');
  expect(await pty.exit).toBe(130);
  expect(await readdir(directory)).toEqual(['data']);
  expect((await readdir(join(directory, 'data', 'ssh'))).sort()).toEqual([
    'id_ed25519',
    'id_ed25519.pub',
  ]);
});

/** The second host of the lab, with its way in changed. */
async function checkWith(change: Partial<typeof ssh>): Promise<string> {
  const config = join(clone.directory, 'changed.yaml');
  const site = { name: 'kvm-b', kind: 'libvirt', ssh: { ...ssh, ...change } };
  await writeFile(config, stringify({ sites: [site], data: 'changed-data' }));
  return (await program(['run', 'host check', '--config', config])).stdout;
}

it('a host that shows another key than the pinned one fails its check, and says what to do', async () => {
  const other = join(clone.directory, 'other-host-key');
  await execa('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', other]);
  const knownHosts = join(clone.directory, 'other-known-hosts');
  const key = await readFile(`${other}.pub`, 'utf8');
  await writeFile(knownHosts, `[${ssh.host}]:${ssh.port} ${key}`);
  const said = await checkWith({ knownHosts });
  expect(said).toContain('kvm-b: 1 critical');
  expect(said).toMatch(/ssh-refused +critical: the ssh host is not the one that was pinned/);
  expect(said).toContain('Compare its key with the real one');
});

it('a key that the host refuses fails the check, with the place where it belongs', async () => {
  const identity = join(clone.directory, 'unknown-key');
  await execa('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', identity]);
  const said = await checkWith({ identity });
  expect(said).toMatch(/ssh-refused +critical: the ssh host refused the key/);
  expect(said).toContain('authorized_keys');
});

it('a way that is well is told with the versions and what they cannot', async () => {
  const said = await checkWith({});
  expect(said).toMatch(/ssh \(root@127\.0\.0\.1 lets us in\)/);
  expect(said).toMatch(/version(?:-old +warning:| \() ?libvirt \d+\.\d+/);
  expect(said).toMatch(/rights \(machines may be changed\)/);
});

it('a user whom libvirt does not let in is told why, and leaves everything as it was', async () => {
  const nobody = { uid: 65_534, gid: 65_534 };
  const directory = join(clone.directory, 'of-nobody');
  await mkdir(directory);
  await chown(directory, nobody.uid, nobody.gid);
  const { exitCode, stdout } = await execa(process.execPath, [main, 'setup'], {
    ...nobody,
    cwd: directory,
    env: { ...environment(), HOME: directory, NAKHODA_DATA: join(directory, 'data') },
    input: `1\n1\n${socket}\nkvm-a\n`,
    reject: false,
  });
  expect(exitCode).toBe(130);
  expect(stdout).toMatch(
    /site-silent +critical: libvirt does not let the bot in: .*Permission denied/,
  );
  expect(stdout).toMatch(/group-missing +(critical|info): .*libvirt/);
  expect(stdout).toContain('Left. The configuration and .env are as they were.');
  expect(await readdir(directory)).toEqual(['data']);
});
