import { randomUUID } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { MadeUpGuest } from './made-up/guest-control.ts';
import { readTranscript, type Transcript } from './transcript.ts';

const Call = z.object({ argv: z.array(z.string()), input: z.string() });
type Call = z.infer<typeof Call>;

/** What a stand-in VBoxManage has to say, and what it was asked. */
export interface Stage {
  readonly directory: string;
  /** For a site's configuration. The stand-in finds its stage where VirtualBox keeps its settings. */
  readonly settings: { readonly program: string; readonly userHome: string };
  /** From now on it answers those words in this way, after what it was told before for the same. */
  play(transcript: Transcript): void;
  /** Gives it a made-up guest, whose programs are run on this machine. */
  guest(guest: MadeUpGuest): void;
  calls(): readonly Call[];
  close(): Promise<void>;
}

const program = join(import.meta.dirname, 'main.ts');
const recordings = join(import.meta.dirname, '../../recorded/virtualbox');
const inventions = join(import.meta.dirname, 'made-up');

export async function openStage(): Promise<Stage> {
  const directory = await mkdtemp(join(tmpdir(), `vbox-stage-${randomUUID().slice(0, 8)}-`));
  const path = (name: string) => join(directory, name);
  writeFileSync(path('transcripts.jsonl'), '');
  return {
    directory,
    settings: { program, userHome: directory },
    play(transcript) {
      appendFileSync(path('transcripts.jsonl'), `${JSON.stringify(transcript)}\n`);
    },
    guest: (guest) => writeFileSync(path('guest.json'), JSON.stringify(guest)),
    calls() {
      if (!existsSync(path('calls.jsonl'))) return [];
      const lines = readFileSync(path('calls.jsonl'), 'utf8').trim().split('\n');
      return lines.map((line) => Call.parse(JSON.parse(line)));
    },
    close: () => rm(directory, { recursive: true, force: true }),
  };
}

/** A call of a real VBoxManage 7.2.22, as it was recorded. */
export function recordedCall(name: string): Transcript {
  return readTranscript(readFileSync(join(recordings, `${name}.txt`), 'utf8'));
}

/** A call that nobody has recorded: written after VirtualBox's source or what people report of it. */
export function madeUpCall(name: string): Transcript {
  return readTranscript(readFileSync(join(inventions, `${name}.txt`), 'utf8'));
}

/** The same with other words for a machine, which VBoxManage takes by name and by UUID alike. */
export function calledBy(transcript: Transcript, from: string, to: string): Transcript {
  return { ...transcript, argv: transcript.argv.map((word) => (word === from ? to : word)) };
}
