/** The lines of a job of vzdump that tell how it went with each guest. */
export const jobLine = /^(?:ERROR: Backup of VM \d+ failed - |INFO: Finished Backup of VM \d+)/;

/**
 * What was wrong with which guest, and which went well, where a job ended with `job errors`. Of one guest alone only
 * why it failed. Undefined where the log tells of no guest.
 */
export function jobErrors(lines: readonly string[]): string | undefined {
  const failed = lines.flatMap((line) => {
    const found = /^ERROR: Backup of VM (\d+) failed - (.*)$/.exec(line);
    return found ? [{ id: found[1] ?? '', why: found[2] ?? '' }] : [];
  });
  const well = lines.flatMap((line) => /^INFO: Finished Backup of VM (\d+)/.exec(line)?.[1] ?? []);
  const [first, ...more] = failed;
  if (first === undefined) return undefined;
  if (more.length === 0 && well.length === 0) return first.why;
  const each = failed.map(({ id, why }) => `${id} was not backed up: ${why}`);
  return [...each, ...(well.length > 0 ? [`backed up: ${well.join(', ')}`] : [])].join('; ');
}
