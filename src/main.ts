#!/usr/bin/env node
import { keepCompiled, placesFor } from './compiled.ts';

keepCompiled(placesFor(process.env['NAKHODA_DATA']));
// Loaded only now, so that it is among what is kept.
process.exitCode = await import('./program.ts')
  .then(({ program }) => program(process.argv.slice(2)))
  .catch(async (error: unknown) => (await import('./program/complain.ts')).complain(error));
