import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Config } from '../../../../../adapters/hypervisor/proxmox/config.ts';
import { ask } from '../../../../../adapters/hypervisor/proxmox/setup/setup.ts';
import { type ProxmoxDouble, startProxmox } from '../../../../doubles/proxmox/index.ts';
import { answering } from '../../../../fixtures/answering.ts';

let double: ProxmoxDouble;
let directory: string;
beforeEach(async () => {
  double = await startProxmox();
  directory = await mkdtemp(join(tmpdir(), 'nakhoda-proxmox-'));
});
afterEach(async () => {
  await double.close();
  await rm(directory, { recursive: true });
});

const address = (index = 0) => new URL(double.urls[index] ?? '').host;

async function asked(...answers: readonly string[]) {
  const { interview, said } = answering(answers);
  const { settings, name } = await ask(interview, {
    directory,
    async keep(file, text) {
      const path = join(directory, file);
      await writeFile(path, text, { mode: 0o600 });
      return path;
    },
  });
  return { settings, name, said: said.join('\n') };
}

describe('the set-up of Proxmox', () => {
  it('shows the fingerprint to confirm, tries the token, and keeps its secret in a file', async () => {
    const { id, secret } = double.tokens.root;
    const { settings, said } = await asked(address(), 'yes', 'token', id, secret, 'no');
    expect(said).toContain(double.fingerprint);
    expect(said).toContain('✓ Proxmox VE 9.2.11 lets the bot in');
    expect(said).not.toContain(secret);
    expect(Config.parse(settings)).toMatchObject({
      urls: double.urls.slice(0, 1),
      fingerprints: [double.fingerprint],
      token: { id, secret },
    });
    expect(JSON.stringify(settings)).not.toContain(secret);
  });

  it('goes by other nodes too; the cluster itself vouches for their certificates', async () => {
    const { id, secret } = double.tokens.root;
    const answers = [address(), 'yes', 'token', id, secret, 'yes', address(1), 'no'];
    const { settings } = await asked(...answers);
    expect(Config.parse(settings).urls).toEqual(double.urls.slice(0, 2));
  });

  it('sends nothing where the fingerprint is another, and takes an authority instead', async () => {
    const { id, secret } = double.tokens.root;
    const answers = [address(), 'no', 'ca', double.ca, 'token', id, secret, 'no'];
    const { settings, said } = await asked(...answers);
    expect(said).toContain('Then it is not pinned.');
    expect(settings).toMatchObject({ ca: double.ca });
    expect(settings).not.toHaveProperty('fingerprints');
  });

  it('asks for another address where nothing answers', async () => {
    const { id, secret } = double.tokens.root;
    const answers = ['127.0.0.1:1', address(), 'yes', 'token', id, secret, 'no'];
    const { said } = await asked(...answers);
    expect(said).toContain('127.0.0.1:1 does not answer');
  });

  it('asks again for a secret that is refused', async () => {
    const { id, secret } = double.tokens.root;
    const wrong = '00000000-0000-4000-8000-000000000000';
    const answers = [address(), 'yes', 'token', id, wrong, id, secret, 'no'];
    const { said } = await asked(...answers);
    expect(said).toContain(`✗ Proxmox does not let ${id} in`);
  });

  it('says of a separated token without a role that all its lists are empty', async () => {
    const { id, secret } = double.tokens.bare;
    const { said } = await asked(address(), 'yes', 'token', id, secret, 'go');
    expect(said).toContain(`✗ ${id} has no privilege at all, so every list is empty`);
    expect(said).toContain(`pveum acl modify / --tokens '${id}'`);
  });

  it('signs in as a user with a password', async () => {
    const { name, password } = double.user;
    const { settings } = await asked(address(), 'yes', 'user', name, password, 'no');
    const { user } = Config.parse(settings);
    expect(user).toEqual({ name, password });
    const kept = JSON.parse(JSON.stringify(settings)).user.password.file;
    expect((await readFile(kept, 'utf8')).trim()).toBe(password);
  });
});
