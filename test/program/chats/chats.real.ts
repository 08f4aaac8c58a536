import { beforeAll } from 'vitest';
import { ready } from '../ready.ts';
import { playThrough } from './play-through.ts';
import { sitesOf } from './service.ts';
import { scenes } from './story.ts';

const config = process.env['NAKHODA_LAB'] ?? '';
beforeAll(() => ready(config, ['e1', 'e2']), 300_000);

playThrough('real machines', () => sitesOf(config), scenes('e1', 'e2'));
