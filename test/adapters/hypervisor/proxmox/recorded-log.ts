import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const Lines = z.array(z.object({ t: z.string() }));
const Task = z.object({ log: z.object({ body: z.object({ data: Lines }) }) });

/** What a task of a real Proxmox VE 9.2 wrote, line by line. */
export function recordedLog(name: string): readonly string[] {
  const file = join(import.meta.dirname, '../../../recorded/proxmox', `${name}.task.json`);
  return Task.parse(JSON.parse(readFileSync(file, 'utf8'))).log.body.data.map(({ t }) => t);
}
