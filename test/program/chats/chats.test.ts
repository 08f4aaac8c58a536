import { playThrough } from './play-through.ts';
import { scenes } from './story.ts';

const sites = 'sites: [{ name: campus, kind: demo, speed: 0.05, failures: false }]';

playThrough('the demo', async () => sites, scenes('web-1', 'web-2'));
