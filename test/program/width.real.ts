import { expect, it } from 'vitest';
import { program } from './program.ts';
import { ready } from './ready.ts';

const config = process.env['NAKHODA_LAB'] ?? '';

/** A machine's life on one site, as it is typed. */
function life(site: string, address: string): readonly string[] {
  const [made, copy] = [`made-${site}`, `copy-${site}`];
  return [
    `vm create ${made} --image lab-guest.qcow2 --site ${site} --memory 128M --disk 300M --address ${address}/24`,
    `guest wait ${made}`,
    `guest run ${made} ip addr`,
    `guest write ${made} /root/kept.txt "precious"`,
    `vm shutdown ${made}`,
    `vm clone ${made} ${copy} --start`,
    `guest wait ${copy}`,
    `guest read ${copy} /root/kept.txt`,
    `vm set ${copy} --memory 192M`,
    `vm shutdown ${copy}`,
    `vm resize ${copy} 400M`,
    `vm start ${copy}`,
    `guest wait ${copy}`,
    `guest run ${copy} cat /proc/meminfo`,
    `guest run ${copy} cat /sys/block/vda/size`,
    `backup create ${copy} --note "before it goes" --yes`,
    `backup verify ${copy}@latest`,
    `vm stop ${copy} --yes`,
    `vm delete ${copy} --yes`,
    `backup restore ${copy}@latest --start --yes`,
    `guest wait ${copy}`,
    `guest read ${copy} /root/kept.txt`,
    `vm stop ${copy} --yes`,
    `vm delete ${copy} --yes`,
    `vm delete ${made} --yes`,
    `backup delete ${copy}@latest --yes`,
  ];
}

it.for([
  { site: 'kvm-a', way: 'through its socket', address: '10.77.0.51' },
  { site: 'kvm-b', way: 'over ssh', address: '10.77.0.52' },
])(
  'a machine is made, cloned, changed, backed up, deleted and brought back $way',
  { timeout: 400_000 },
  async ({ site, address }) => {
    const input = life(site, address).join('\n');
    const ran = await program(['--config', config], { input });
    expect(ran, ran.stdout).toMatchObject({ exitCode: 0, stderr: '' });
    for (const part of [
      `made-${site} answers`,
      `inet ${address}/24`,
      `copy-${site} was cloned from made-${site}`,
      '128 MiB → 192 MiB',
      '300 MiB → 400 MiB',
      // 400 MiB in sectors of 512 bytes.
      '819200',
      `copy-${site} was deleted`,
    ]) {
      expect(ran.stdout).toContain(part);
    }
    // Read from the clone, and from what was brought back.
    expect(ran.stdout.match(/^ {2}precious$/gm)).toHaveLength(2);
    // The kernel keeps some of 192 MiB for itself.
    expect(Number(/MemTotal: +(\d+) kB/.exec(ran.stdout)?.[1])).toBeGreaterThan(140 * 1024);
    const left = await program(['run', `vm list site:${site}`, '--config', config]);
    expect(left.stdout).not.toMatch(/made-|copy-/);
  },
);

it('every running machine of two sites is shut down by one confirmation, a row each', {
  timeout: 300_000,
}, async () => {
  await ready(config, ['e1', 'e2']);
  const line = 'vm shutdown host:kvm-*,state:running';
  const asked = await program(['run', line, '--config', config]);
  expect(asked.exitCode).toBe(1);
  expect(asked.stdout).toMatch(/Shut down (\d+) machines\?[\s\S]*e1 +running[\s\S]*e2 +running/);
  expect(asked.stderr).toContain('Nothing was changed.');
  try {
    const ran = await program(['run', `${line} --yes`, '--config', config]);
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
    expect(ran.stdout).toMatch(/Shut down (\d+) machines: all done/);
    expect(ran.stdout).toMatch(/Shut down e1 +done[\s\S]*Shut down e2 +done/);
    const none = await program(['run', 'vm list host:kvm-*,state:running', '--config', config]);
    expect(none.stdout).not.toMatch(/^e[12] /m);
  } finally {
    await ready(config, ['e1', 'e2']);
    await program(['run', 'vm start mute', '--config', config]);
  }
});
