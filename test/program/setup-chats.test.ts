import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { createInterview } from '../../adapters/chat/terminal/index.ts';
import { demo } from '../../adapters/hypervisor/demo/index.ts';
import { silent } from '../../src/log.ts';
import { runSetup } from '../../src/program/setup.ts';
import { takeLock } from '../../src/setup/lock.ts';
import { createChatAdapter } from '../doubles/chat-adapter.ts';
import { ownDirectory } from '../setup/directory.ts';

const token = 'a-ring-on-its-leg';
const pigeon = createChatAdapter().adapter;
const telegraph = createChatAdapter({ platform: 'telegraph', title: 'Telegraph' }).adapter;

afterEach(() => {
  delete process.env['PIGEON_TOKEN'];
  delete process.env['NAKHODA_AUDIT_KEY'];
  vi.restoreAllMocks();
});

/** A folder, and the set-up in it with one answer a line. */
async function home(configuration?: string) {
  const directory = await ownDirectory();
  const path = join(directory, 'nakhoda.yaml');
  if (configuration !== undefined) await writeFile(path, configuration);
  const said: string[] = [];
  const setUp = async (
    answers: readonly string[],
    { platform, code }: { readonly platform?: string; readonly code?: string } = {},
  ) => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    input.end(`${answers.join('\n')}\n`);
    // What comes after the last question is the program's own.
    vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => said.push(String(chunk)) > 0);
    const exit = await runSetup({
      path,
      platform,
      adapters: [demo],
      chats: [pigeon, telegraph],
      commands: [],
      env: process.env,
      log: silent,
      testDatabase: async () => 'PostgreSQL',
      makeDataDirectory: async () => join(directory, 'data'),
      openInterview: () => createInterview({ input, output, errorOutput: output, env: {} }),
      firstAnswer: async () => said.push('the machines') && 0,
      claimCode: async () => code,
    });
    vi.restoreAllMocks();
    output.end();
    return { exit, shown: await text(output), said: said.join('') };
  };
  await mkdir(join(directory, 'data'));
  const env = join(directory, '.env');
  return { path, env, setUp, read: () => readFile(path, 'utf8') };
}

const plain = '# ours\nsites:\n  - { name: a, kind: demo }\n';
const there = `sites:
  - { name: a, kind: demo } # ours
# who talks
chats:
  pigeon:
    mode: field # while it is warm
    channels: { C1: { audience: caller } }
log: info
`;

describe('the set-up of one chat', () => {
  it('adds its section and its token, and says what comes next', async () => {
    const { path, env, read, setUp } = await home(plain);
    const ran = await setUp([token, 'field', 'y'], { platform: 'pigeon', code: 'ABCD-EFGH-JKLM' });
    expect(ran.exit).toBe(0);
    expect(ran.shown).toContain('The set-up of Pigeon. Nothing is written before the end');
    expect(ran.shown).toContain('+ PIGEON_TOKEN=•••');
    expect(ran.shown).toContain('  + chats:\n  +   pigeon:\n  +     mode: field\n');
    expect(ran.shown + ran.said).not.toContain(token);
    expect(await read()).toBe(`${plain}chats:\n  pigeon:\n    mode: field\n`);
    expect(await readFile(env, 'utf8')).toMatch(
      new RegExp(`^PIGEON_TOKEN='${token}'\nNAKHODA_AUDIT_KEY='[\\da-f]{64}'\n$`),
    );
    expect((await stat(env)).mode & 0o777).toBe(0o600);
    expect(await readFile(`${path}.bak`, 'utf8')).not.toContain('chats');
    expect(ran.said).toMatch(
      /^\nNobody is admin yet\. .* in Pigeon, .*\n {2}claim ABCD-EFGH-JKLM\n/,
    );
    expect(ran.said).toContain('npm start -- serve    the service: it opens Pigeon');
    expect(ran.said).not.toContain('the machines');
  });

  it('needs no more than the word where nothing but the token was asked for', async () => {
    const { read, setUp } = await home('sites: [{ name: a, kind: demo }]\nchats:\n');
    await setUp([token, 'loft', 'y'], { platform: 'telegraph' });
    expect(parse(await read()).chats).toEqual({ telegraph: {} });
  });

  it('that is there already keeps what was set by hand, and the comments', async () => {
    const { read, setUp } = await home(there);
    const ran = await setUp([token, 'field', 'y'], { platform: 'pigeon' });
    expect(ran.shown).toContain('Pigeon is in the configuration already');
    expect(await read()).toBe(there);
    expect(ran.said).not.toContain('admin');
  });

  it('that is there already loses what is answered as if it were not said', async () => {
    const { read, setUp } = await home(there);
    await setUp([token, 'loft', 'y'], { platform: 'pigeon' });
    expect(parse(await read()).chats).toEqual({
      pigeon: { channels: { C1: { audience: 'caller' } } },
    });
  });

  it('waits for nobody: while another set-up is open here it is refused', async () => {
    const { path, read, setUp } = await home(there);
    const release = await takeLock(`${path}.lock`, 'ben');
    await expect(setUp([token, 'loft', 'y'], { platform: 'pigeon' })).rejects.toMatchObject({
      code: 'busy',
      message: expect.stringContaining('of ben'),
    });
    await release();
    expect(await read()).toBe(there);
  });

  it('needs no token of the others', async () => {
    const { read, setUp, env } = await home(there.replace('field #', 'attic #'));
    const ran = await setUp([token, '', 'y'], { platform: 'telegraph' });
    expect(ran.exit).toBe(0);
    expect(Object.keys(parse(await read()).chats)).toEqual(['pigeon', 'telegraph']);
    expect(await readFile(env, 'utf8')).toContain(token);
  });

  it('asks for the machines first where there is no configuration', async () => {
    const { read, setUp } = await home();
    const answers = ['demo', 'campus', 'no', 'embedded', 'UTC', token, 'loft', 'y'];
    const ran = await setUp(answers, { platform: 'pigeon' });
    expect(ran.exit).toBe(0);
    expect(parse(await read())).toEqual({
      sites: [{ name: 'campus', kind: 'demo' }],
      timezone: 'UTC',
      chats: { pigeon: {} },
    });
    expect(ran.said).toContain('the machines');
  });

  it('that is left changes nothing', async () => {
    const { read, setUp } = await home(there);
    for (const answers of [[token], [token, 'loft', 'n']]) {
      const ran = await setUp(answers, { platform: 'pigeon' });
      expect(ran.exit).toBe(130);
      expect(ran.shown).toContain('Left. The configuration and .env are as they were.');
    }
    expect(await read()).toBe(there);
  });
});

describe('the whole set-up', () => {
  const sites = ['demo', 'campus', 'no', 'embedded', 'UTC'];

  it('offers the chats at its end, one after the other', async () => {
    const { read, setUp } = await home();
    const ran = await setUp([...sites, 'pigeon', token, 'loft', 'no', 'y']);
    expect(ran.exit).toBe(0);
    expect(ran.shown).toContain('Connect a chat?');
    expect(ran.shown).toContain('Connect another chat?');
    expect(parse(await read()).chats).toEqual({ pigeon: {} });
  });

  it('connects none where none is wanted, and then speaks of no claim', async () => {
    const { read, setUp } = await home();
    const ran = await setUp([...sites, '', 'y'], { code: 'ABCD-EFGH-JKLM' });
    expect(ran.exit).toBe(0);
    expect(parse(await read())).not.toHaveProperty('chats');
    expect(ran.said).not.toContain('claim');
  });
});
