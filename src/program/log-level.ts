import type { LevelledLog } from '../log.ts';

/** SIGUSR2 turns `debug` on, and the next one turns it off again: no restart is needed to see more. */
export function switchLevelOnSignal(log: LevelledLog): void {
  const configured = log.level;
  process.on('SIGUSR2', () => {
    log.level = log.level === 'debug' ? configured : 'debug';
    log.warn({ now: log.level }, 'the log’s level was changed');
  });
}
