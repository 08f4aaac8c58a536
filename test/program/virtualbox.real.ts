import { expect, it } from 'vitest';
import { openLab } from '../adapters/hypervisor/virtualbox/site.ts';
import { manage } from '../lab/virtualbox/host.ts';
import { defineBoxMachine } from '../lab/virtualbox/machine.ts';
import { program } from './program.ts';

const config = process.env['NAKHODA_LAB'] ?? '';
const { signal } = new AbortController();

/** Each line with what its answer says. */
const scenes: readonly (readonly [line: string, says: string])[] = [
  ['vm list site:vbox-b', 'b4'],
  ['vm show b4', 'Snapshots'],
  ['vm start b4', 'b4 is running'],
  ['snapshot create b4 before', 'Snapshot before of b4 was taken'],
  ['snapshot rollback b4 before --yes', 'b4 was rolled back to before'],
  ['vm stop b4 --yes', 'b4 is off'],
  ['backup create b4 --yes', 'b4 was backed up as'],
  ['backup list b4', 'b4'],
  ['backup verify b4@latest', 'is whole'],
  ['backup restore b4@latest --as b4-again --yes', 'b4-again was restored'],
  ['vm start b4-again', 'b4-again is running'],
  ['vm stop b4-again --yes', 'b4-again is off'],
  ['vm delete b4-again --yes', 'b4-again was deleted'],
  ['backup delete b4@latest --yes', 'was deleted'],
  ['snapshot delete b4 before --yes', 'Snapshot before of b4 was deleted'],
];

it('the story on a real VirtualBox, from a pipe', { timeout: 300_000 }, async () => {
  const input = scenes.map(([line]) => line).join('\n');
  const ran = await program(['--config', config], { input });
  expect(ran, ran.stdout).toMatchObject({ exitCode: 0, stderr: '' });
  for (const [line, says] of scenes) expect(ran.stdout, line).toContain(says);
});

it('a busy machine is told from an idle one', async () => {
  const { hosts } = await openLab();
  const id = await defineBoxMachine(hosts['vbox-a'], { name: 'busy', kind: 'spin' }, signal);
  await manage(hosts['vbox-a'], ['startvm', id, '--type', 'headless'], { signal });
  try {
    const cpu = async (name: string) => {
      const { stdout } = await program(['run', `vm show ${name}`, '--config', config]);
      const [, share = ''] = /^CPU\s+(?:< )?(\d+) % of 1$/m.exec(stdout) ?? [];
      return Number(share);
    };
    // Beside two other labs it gets its share of the computer and no more.
    await expect.poll(() => cpu('busy'), { timeout: 120_000 }).toBeGreaterThan(15);
    expect(await cpu('b1')).toBeLessThan(15);
  } finally {
    await manage(hosts['vbox-a'], ['controlvm', id, 'poweroff'], { signal });
    await expect
      .poll(() =>
        manage(hosts['vbox-a'], ['unregistervm', id, '--delete-all'], { signal }).then(
          () => 'gone',
          () => 'still locked',
        ),
      )
      .toBe('gone');
  }
});

it('two libvirt sites and VirtualBox: one line for all', { timeout: 300_000 }, async () => {
  const names = ['e1', 'e2', 'b1', 'b3'];
  const run = (...lines: readonly string[]) =>
    program(['--config', config], { input: lines.join('\n') });
  const listed = await run('vm list e1 e2 b1 b3', 'vm show e1 e2 b1 b3');
  expect(listed).toMatchObject({ exitCode: 0 });
  for (const site of ['kvm-a', 'kvm-b', 'vbox-a', 'vbox-b']) expect(listed.stdout).toContain(site);
  expect(listed.stdout).toMatch(/^e1\s+running\s/m);
  expect(listed.stdout).toMatch(/^b3\s+running\s/m);
  const taken = await run(
    ...names.map((name) => `vm tag ${name} mixed`),
    'snapshot create tag:mixed together --yes',
    ...names.map((name) => `snapshot list ${name}`),
  );
  expect(taken, taken.stdout).toMatchObject({ exitCode: 0 });
  for (const name of names) {
    // The table under the title of its own list; a dot begins the next title.
    expect(taken.stdout).toMatch(new RegExp(`snapshots? of ${name} on [^·]*^together\\b`, 'm'));
  }
  const gone = await run(
    ...names.map((name) => `snapshot delete ${name} together --yes`),
    ...names.map((name) => `vm tag ${name} --remove mixed`),
  );
  expect(gone, gone.stdout).toMatchObject({ exitCode: 0 });
});
