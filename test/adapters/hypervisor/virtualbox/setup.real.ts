import { chmod, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { networkChats } from '../../../../adapters/chat/index.ts';
import { virtualbox } from '../../../../adapters/hypervisor/virtualbox/index.ts';
import { posixLine } from '../../../../src/shell/quote.ts';
import { answering } from '../../../fixtures/answering.ts';
import { programOf } from '../../../lab/virtualbox/host.ts';
import { program } from '../../../program/program.ts';
import { openLab, siteSettings } from './site.ts';

/** A place with nothing on its PATH but what reaches the lab's VBoxManage. */
let directory: string;
let real: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'nakhoda-vbox-'));
  // The embedded server's own user must be able to reach its data.
  await chmod(directory, 0o755);
  real = programOf((await openLab()).hosts['vbox-a'].directory);
  const found = `#!/bin/sh\nPATH=/usr/sbin:/usr/bin:/sbin:/bin exec ${posixLine([real])} "$@"\n`;
  await writeFile(join(directory, 'VBoxManage'), found, { mode: 0o755 });
  for (const program of ['env', 'sh', 'uname', 'cat']) {
    await symlink(join('/usr/bin', program), join(directory, program));
  }
});
afterAll(() => rm(directory, { recursive: true }));

const start = (args: readonly string[], input?: string) =>
  program(args, {
    ...{ cwd: directory, path: directory, data: join(directory, 'data') },
    ...(input !== undefined && { input }),
  });

describe('a machine with a VirtualBox', () => {
  it('opens on it without a configuration', async () => {
    const ran = await start(['run', 'vm list', '--json']);
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
    expect(ran.stdout).toContain('"b1"');
    expect(ran.stdout).not.toContain('demo: none of these machines is real');
  });

  it('is offered it by the set-up, which tests it and writes no more than needs to be said', async () => {
    const noChat = networkChats.length > 0 ? ['no'] : [];
    const answers = ['y', 'no', '', 'UTC', ...noChat, 'y'];
    const ran = await start(['setup'], `${answers.join('\n')}\n`);
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
    expect(ran.stdout).toContain('virtualbox answers on this machine.');
    expect(ran.stdout).toMatch(/VirtualBox \(it answers, with \d+ machines\)/);
    expect(ran.stdout).toMatch(/version \(7\.\d/);
    expect(ran.stdout).toMatch(/^b1 +running/m);
    const written = await readFile(join(directory, 'nakhoda.yaml'), 'utf8');
    expect(parse(written).sites).toEqual([{ name: 'virtualbox', kind: 'virtualbox' }]);
  });
});

describe('the questions for a VirtualBox', () => {
  async function asked(...answers: readonly string[]) {
    const { interview, said } = answering(answers);
    const given = await virtualbox.setup?.ask(interview, {
      directory,
      async keep(name, text) {
        const path = join(directory, name);
        await writeFile(path, text, { mode: 0o600 });
        return path;
      },
    });
    return { ...given, said: said.join('\n') };
  }

  it('ask for its path only where it is not found by its name', async () => {
    const { settings, name, said } = await asked('here', 'path', real);
    expect(said).toContain('VBoxManage is not found on this machine.');
    expect({ settings, name }).toEqual({ settings: { program: real }, name: 'virtualbox' });
  });

  it('over ssh show the host’s key, pin it, and find VBoxManage there', async () => {
    const { ssh } = await siteSettings('vbox-b');
    if (!ssh) throw new Error('the lab has no ssh');
    const { host, port, user, identity, knownHosts } = ssh;
    const answers = [host, String(port), user, 'yes', 'other', identity];
    const { settings, said } = await asked('ssh', ...answers);
    const [, type, key] = (await readFile(knownHosts, 'utf8')).trim().split(' ');
    const file = join(directory, `known_hosts-${host}-${port}`);
    expect(await readFile(file, 'utf8')).toBe(`[${host}]:${port} ${type} ${key}\n`);
    expect(settings).toEqual({ ssh: { host, port, user, identity, knownHosts: file } });
    expect(said).toContain('shows each user of a host their own machines');
    expect(said).toContain('C:\\ProgramData\\ssh');
    expect(said).not.toContain('not found');
  });
});
