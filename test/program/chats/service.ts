import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { stringify } from 'yaml';
import { temporaryDatabase } from '../../store/database.ts';
import { environment, main, program } from '../program.ts';
import { service } from '../service.ts';
import { type Desk, sees } from './desk.ts';

/** The bot at work in one chat, and its first admin at the desk. */
export interface Attended {
  readonly config: string;
  /** Its service is killed with kill -9. */
  kill(): Promise<void>;
  /** And another one takes its place. */
  again(): Promise<void>;
  close(): Promise<void>;
}

/** Starts the service on those sites with the desk's chat, and lets the person at the desk claim it. */
export async function attend(desk: Desk, sites: string): Promise<Attended> {
  const directory = await mkdtemp(join(tmpdir(), 'nakhoda-chats-'));
  const config = join(directory, 'nakhoda.yaml');
  const store = await temporaryDatabase();
  await writeFile(join(directory, 'url'), store.url);
  const rest = {
    data: 'data',
    database: { url: { file: 'url' } },
    http: { listen: '127.0.0.1:0' },
    chats: desk.section,
  };
  await writeFile(config, `${sites}\n${stringify(rest)}`);
  if (desk.program !== undefined) {
    const words = [main, ...desk.program, '--config', config];
    await execa(process.execPath, words, { env: { ...environment(), ...desk.env } });
  }
  const start = () => service({ config, env: desk.env });
  let serving = await start();
  const close = async () => {
    serving.kill('SIGTERM');
    await serving.ended();
    await desk.close();
    await store.dispose();
    await rm(directory, { recursive: true, force: true });
  };
  try {
    await serving.says('ready');
    const made = await program(['run', 'access code', '--config', config]);
    const [code = ''] = /[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}/.exec(made.stdout) ?? [];
    await desk.say(`claim ${code}`);
    await sees(desk, 'You are admin now');
    const kill = async () => {
      serving.kill('SIGKILL');
      await serving.ended();
    };
    const again = async () => {
      serving = await start();
      await serving.says('ready');
    };
    return { config, kill, again, close };
  } catch (error) {
    process.stderr.write(serving.text());
    await close();
    throw error;
  }
}

/** The sites of a configuration, as they stand there. */
export async function sitesOf(path: string): Promise<string> {
  const text = await readFile(path, 'utf8');
  return /^sites:\n(?:[ -].*\n?)*/m.exec(text)?.[0] ?? '';
}
