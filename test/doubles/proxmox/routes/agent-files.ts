import { posix } from 'node:path';
import { needAny } from '../access/who.ts';
import { contentOf, kindOf, written } from '../inside/disk.ts';
import { type Call, route } from '../route.ts';
import { agentError, answering } from './agent-call.ts';
import { asBytes } from './agent-exec.ts';

const place = '/nodes/{node}/qemu/{vmid}/agent';
const may = (what: string) => ({
  needs: needAny('/vms/{vmid}', `VM.GuestAgent.${what}`, 'VM.GuestAgent.Unrestricted'),
  daemon: true,
});

export const agentFileRoutes = [
  route('GET', `${place}/file-read`, read, may('FileRead')),
  route('POST', `${place}/file-write`, write, may('FileWrite')),
];

/** The schema's own: 16 MiB. */
const mostBytes = 16 * 1024 ** 2;

/** Bytes come as letters of the same number, or as base64 where `decode` is off. */
async function read(call: Call) {
  const { params } = call;
  const { inside } = await answering(call);
  const name = params.need('file');
  const path = posix.resolve('/', name);
  if (kindOf(inside.files, path) === 'folder')
    throw agentError('failed to read file: Is a directory');
  const content = contentOf(inside.files, path);
  if (content === undefined)
    throw agentError(`failed to open file '${name}' (mode: 'r'): No such file or directory`);
  const from = params.int('offset') ?? 0;
  const part = content.slice(from, from + (params.int('count') ?? mostBytes));
  const isCoded = params.has('decode') && !params.flag('decode');
  return {
    content: isCoded ? coded(part) : part,
    'bytes-read': part.length,
    ...(from + part.length < content.length && { truncated: 1 }),
  };
}

/** It is read a mebibyte at a time, and each is base64 of its own: the text is not one. */
function coded(content: string): string {
  let text = '';
  for (let from = 0; from < content.length; from += 1024 ** 2)
    text += Buffer.from(content.slice(from, from + 1024 ** 2), 'latin1').toString('base64');
  return text;
}

/** It replaces what is there, and makes no folder. */
async function write(call: Call): Promise<undefined> {
  const { params } = call;
  const isCoded = params.has('encode') && !params.flag('encode');
  const given = params.need('content');
  const content = isCoded ? Buffer.from(given, 'base64').toString('latin1') : asBytes(given);
  const guest = await answering(call);
  const name = params.need('file');
  const made = written(guest.inside.files, posix.resolve('/', name), content);
  if ('problem' in made)
    throw agentError(`failed to open file '${name}' (mode: 'wb'): ${made.problem}`);
  guest.inside = { ...guest.inside, files: made.files };
}
