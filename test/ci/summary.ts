import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';

/** What is read of vitest's JSON report: https://vitest.dev/guide/reporters#json-reporter */
const Report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          duration: z.number().nullish(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
});
type TestFiles = z.infer<typeof Report>['testResults'];

/** One run of vitest. */
export interface Run {
  /** The path of its JSON report. */
  readonly report: string;
  readonly exitCode: number;
}

export interface Summary {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** The slowest first. */
  readonly slowest: readonly { readonly name: string; readonly ms: number }[];
  /** The tests that failed: the full name, and the first line of why. */
  readonly broken: readonly string[];
  /** The tests that failed once and passed when they were asked again, in the same form: not steady. */
  readonly unsteady: readonly string[];
  /** What failed without being a test: a file that did not load, a run that left no report. */
  readonly troubles: readonly string[];
}

/** Sums up several runs. One that ended badly and names no failure, or left no report, counts as one. */
export function summarize(runs: readonly Run[]): Summary {
  const read = runs.map((run) => ({ ...run, files: readReport(run.report) }));
  const troubles = read.flatMap(troublesOf);
  const tests = read.flatMap(({ files = [] }) => files.flatMap((file) => file.assertionResults));
  const count = (status: string) => tests.filter((test) => test.status === status).length;
  const passed = count('passed');
  const failed = count('failed');
  return {
    passed,
    failed: failed + troubles.length,
    skipped: tests.length - passed - failed,
    slowest: tests
      .map(({ fullName, duration }) => ({ name: fullName, ms: duration ?? 0 }))
      .sort((a, b) => b.ms - a.ms)
      .slice(0, 10),
    broken: tests.filter(({ status }) => status === 'failed').map(whyNot),
    unsteady: tests
      .filter(({ status, failureMessages }) => status === 'passed' && failureMessages?.length)
      .map(whyNot),
    troubles,
  };
}

function whyNot({ fullName, failureMessages }: TestFiles[number]['assertionResults'][number]) {
  return `${fullName}: ${firstLine(failureMessages?.[0])}`;
}

function firstLine(text = 'no reason given'): string {
  return stripVTControlCharacters(text).split('\n', 1)[0] ?? '';
}

function readReport(file: string): TestFiles | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return Report.parse(JSON.parse(readFileSync(file, 'utf8'))).testResults;
  } catch {
    return undefined;
  }
}

/** A hook or an import that fails takes its file with it; an error outside of all tests only the exit code. */
function troublesOf({ report, exitCode, files }: Run & { readonly files: TestFiles | undefined }) {
  if (files === undefined) return [`${basename(report)}: the run left no report`];
  const failed = files.filter((file) => file.status === 'failed');
  const unexplained = exitCode !== 0 && failed.length === 0;
  const broken = failed
    .filter((file) => file.assertionResults.every((test) => test.status !== 'failed'))
    .map((file) => `${basename(file.name)}: the file failed, not one of its tests`);
  return unexplained ? [`${basename(report)}: the run ended with ${exitCode}`] : broken;
}

/** The closing lines of a CI run; the last is the count. */
export function summaryLines(summary: Summary): string[] {
  const lines = ['', 'The ten slowest tests:'];
  for (const { name, ms } of summary.slowest) {
    lines.push(`${(ms / 1000).toFixed(2).padStart(8)} s  ${name}`);
  }
  lines.push('', ...[...summary.broken, ...summary.troubles].map((name) => `FAILED  ${name}`));
  lines.push(...summary.unsteady.map((name) => `PASSED WHEN ASKED AGAIN  ${name}`));
  if (summary.skipped > 0) lines.push(`${summary.skipped} skipped`);
  lines.push(`${summary.passed} passed, ${summary.failed} failed`);
  return lines;
}

// usage: summary.ts REPORT=EXITCODE…
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const runs = process.argv.slice(2).map((word) => {
    const at = word.lastIndexOf('=');
    return { report: word.slice(0, at), exitCode: Number(word.slice(at + 1)) };
  });
  const summary = summarize(runs);
  process.stdout.write(`${summaryLines(summary).join('\n')}\n`);
  process.exitCode = summary.failed > 0 || summary.passed === 0 ? 1 : 0;
}
