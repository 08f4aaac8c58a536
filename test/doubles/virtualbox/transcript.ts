import { readWords } from './words.ts';

/** One call of VBoxManage, as it was written down: the words after its name, and what came of them. */
export interface Transcript {
  readonly argv: readonly string[];
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Four parts: `$ VBoxManage …`, `# exit=0 …`, `#--- stdout`, `#--- stderr`. */
export function readTranscript(text: string): Transcript {
  const [, line, code, stdout, stderr] =
    /^\$ VBoxManage (.*)\n# exit=(\d+).*\n#--- stdout\n([\s\S]*?)^#--- stderr\n([\s\S]*)$/m.exec(
      text,
    ) ?? [];
  if (line === undefined || stdout === undefined || stderr === undefined) {
    throw new Error(`this is no transcript: ${text.slice(0, 200)}`);
  }
  return { argv: readWords(line), exitCode: Number(code), stdout, stderr };
}
