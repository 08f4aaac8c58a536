import { BotError } from '../../../src/errors.ts';
import type { ExecResult } from '../../../src/exec.ts';
import { refusal } from './errors.ts';

/** ssh's own failures end with 255. What VBoxManage says of missing snapshots stands on standard output. */
export function failure({ exitCode, stdout, stderr }: ExecResult, name?: string): BotError {
  const said = refusal(stderr.trim() === '' ? stdout : stderr, name);
  const isOpen = exitCode === undefined || exitCode === 139 || exitCode === 255;
  if (!isOpen || said.code !== 'failed') return said;
  return new BotError('unreachable', `the way to VirtualBox broke: ${said.message}`);
}
