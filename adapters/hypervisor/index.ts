import { demo } from './demo/index.ts';

/** One line for each hypervisor; a folder that is missing here fails a test. */
export const hypervisors = [demo];
