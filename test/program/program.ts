import { fileURLToPath } from 'node:url';
import { execa, type Options } from 'execa';

export const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

export interface Ran {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Nothing of this machine's settings. */
export function environment() {
  const none = undefined;
  return { NAKHODA_DATA: none, NAKHODA_CONFIG: none, DATABASE_URL: none, NO_COLOR: '1' };
}

/** Runs the program as a person would, with its own data directory and nothing of this machine's settings. */
export async function program(
  args: readonly string[],
  {
    data,
    path = process.env['PATH'],
    ...options
  }: { readonly data?: string; readonly path?: string } & Pick<
    Options,
    'input' | 'cwd' | 'env'
  > = {},
): Promise<Ran> {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [main, ...args], {
    ...options,
    env: { ...environment(), NAKHODA_DATA: data, PATH: path, ...options.env },
    reject: false,
    timeout: 240_000,
  });
  return { exitCode, stdout: String(stdout), stderr: String(stderr) };
}

/** The report that the bot began with, as command lines for two machines. */
export function story(here: string, there: string): readonly string[] {
  return [
    'fleet',
    'vm list',
    `net ping ${here} ${there}`,
    `snapshot create ${here} before`,
    `guest write ${here} "/root/uji rollback/test.txt" "hello"`,
    `guest read ${here} "/root/uji rollback/test.txt"`,
    `snapshot rollback ${here} before --yes`,
    `guest run ${here} test ! -e "/root/uji rollback"`,
    `vm show ${here}`,
    `snapshot delete ${here} before --yes`,
  ];
}
