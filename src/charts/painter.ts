import { Worker } from 'node:worker_threads';
import type { ChartBlock } from '../card.ts';
import type { Log } from '../log.ts';
import { machineZone } from '../time/zone.ts';
import type { Asked, Told } from './worker.ts';

/** Draws charts as pictures, away from the thread that answers. */
export interface Painter {
  /** A PNG; undefined where it was not drawn in time: block characters do then. Never rejects. */
  draw(chart: ChartBlock): Promise<Uint8Array | undefined>;
  /** Whether there is a thread just now. */
  isRunning(): boolean;
  /** Ends the thread. What is drawn just now is not. */
  close(): Promise<void>;
}

export interface PainterParts {
  /** The zone of the time axis; this machine's where absent. */
  readonly zone?: string | undefined;
  readonly log: Pick<Log, 'warn'>;
  readonly bounds?: Partial<typeof bounds> | undefined;
  /** What the thread runs: a module that answers as src/charts/worker.ts does. */
  readonly module?: URL | undefined;
}

const bounds = {
  /** Milliseconds that one picture may take, those before it and the start of the thread included. */
  deadlineMs: 10_000,
  /** Charts that may wait. */
  waiting: 24,
  /** Points of one chart: far more than there are columns to draw them in. */
  points: 50_000,
  /** Milliseconds after which a thread without work ends; the next chart starts another. */
  idleMs: 60_000,
  /** The most that the thread's heap takes; echarts and a chart are a sixth of it. */
  heapMb: 192,
};

interface Job {
  readonly asked: Asked;
  readonly deadline: NodeJS.Timeout;
  settle(png?: Uint8Array): void;
}

/** One thread for the process, started by the first chart. One picture is drawn at a time, in their order. */
export function createPainter(parts: PainterParts): Painter {
  const within = { ...bounds, ...parts.bounds };
  const jobs: Job[] = [];
  const state: State = { last: 0 };
  const next = () => drawNext({ ...parts, within, jobs, state });
  return {
    draw(chart) {
      const points = chart.series.reduce((sum, one) => sum + one.points.length, 0);
      if (state.closed || jobs.length >= within.waiting || points > within.points) {
        parts.log.warn({ waiting: jobs.length, points }, 'a chart is not drawn as a picture');
        return Promise.resolve(undefined);
      }
      return new Promise((settle) => {
        state.last += 1;
        const asked = { id: state.last, chart };
        const deadline = setTimeout(() => late(asked.id), within.deadlineMs);
        jobs.push({ asked, deadline, settle });
        next();
      });
    },
    isRunning: () => state.worker !== undefined,
    async close() {
      state.closed = true;
      for (const job of jobs.splice(0)) finish(job);
      await stop(state);
    },
  };

  /** One that is drawn too long takes its thread with it: nothing else stops it. */
  function late(id: number): void {
    const at = jobs.findIndex(({ asked }) => asked.id === id);
    const [job] = at < 0 ? [] : jobs.splice(at, 1);
    if (job === undefined) return;
    parts.log.warn({ title: job.asked.chart.title }, 'a chart took too long to draw');
    finish(job);
    if (state.drawing !== id) return;
    state.drawing = undefined;
    void stop(state);
    next();
  }
}

interface State {
  last: number;
  closed?: boolean;
  /** The id of what is drawn now. */
  drawing?: number | undefined;
  worker?: Worker | undefined;
  idle?: NodeJS.Timeout | undefined;
}

interface Desk extends PainterParts {
  readonly within: typeof bounds;
  readonly jobs: Job[];
  readonly state: State;
}

function finish({ deadline, settle }: Job, png?: Uint8Array): void {
  clearTimeout(deadline);
  settle(png);
}

function drawNext(desk: Desk): void {
  const { jobs, state, within } = desk;
  const [job] = jobs;
  clearTimeout(state.idle);
  if (job === undefined) {
    state.idle = setTimeout(() => void stop(state), within.idleMs);
    state.idle.unref();
    return;
  }
  if (state.drawing !== undefined) return;
  state.drawing = job.asked.id;
  state.worker ??= start(desk);
  state.worker.postMessage(job.asked);
}

function start(desk: Desk): Worker {
  const { module = new URL('./worker.ts', import.meta.url), within, state } = desk;
  const zone = desk.zone ?? machineZone();
  const worker = new Worker(module, {
    workerData: { zone },
    resourceLimits: { maxOldGenerationSizeMb: within.heapMb },
  });
  worker.unref();
  worker.on('message', (told: Told) => {
    if (state.worker === worker) done(desk, told);
  });
  worker.on('error', (err) => desk.log.warn({ err }, 'the thread that draws charts failed'));
  worker.on('exit', () => {
    if (state.worker !== worker) return;
    state.worker = undefined;
    if (state.drawing !== undefined) done(desk, { id: state.drawing, why: 'its thread ended' });
  });
  return worker;
}

function done(desk: Desk, told: Told): void {
  const { jobs, state, log } = desk;
  state.drawing = undefined;
  const job = jobs[0]?.asked.id === told.id ? jobs.shift() : undefined;
  if ('why' in told) log.warn({ why: told.why }, 'a chart could not be drawn');
  if (job) finish(job, 'png' in told ? told.png : undefined);
  drawNext(desk);
}

async function stop(state: State): Promise<void> {
  const { worker } = state;
  clearTimeout(state.idle);
  state.worker = undefined;
  await worker?.terminate();
}
