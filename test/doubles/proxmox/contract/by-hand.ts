import type { Parameters, Property } from './property.ts';

const text = { type: 'string' } as const;
const optional = { ...text, optional: true } as const;
const vmid: Property = { type: 'integer', format: 'pve-vmid' };
const snapname: Property = { ...text, format: 'pve-configid', maxLength: 40 };
const tags: Property = { ...optional, format: 'pve-tag-list' };
const description: Property = { ...optional, maxLength: 8192 };
const frames = ['hour', 'day', 'week', 'month', 'year'];
const frame: Property = { ...text, enum: frames };
const longFrame: Property = { ...text, enum: [...frames, 'decade'] };
const mode: Property = { ...optional, enum: ['snapshot', 'suspend', 'stop'] };
const timeout: Property = { type: 'integer', optional: true, minimum: 0 };

/** The least that is checked without the schema; names that are not here are let through. */
export const byHand: ReadonlyMap<string, Parameters> = new Map([
  ['POST /access/ticket', open({ username: text, password: text })],
  ['POST /nodes/{node}/qemu', open({ vmid, memory: optional })],
  ['POST /nodes/{node}/lxc', open({ vmid, ostemplate: text })],
  ['GET /nodes/{node}/rrddata', open({ timeframe: longFrame })],
  ['GET /nodes/{node}/storage/{storage}/rrddata', open({ timeframe: frame })],
  ['POST /nodes/{node}/vzdump', open({ mode })],
  [
    'POST /nodes/{node}/qemu/{vmid}/agent/file-write',
    open({ file: text, content: { ...text, maxLength: 61_440 } }),
  ],
  ...['qemu', 'lxc'].flatMap((kind): [string, Parameters][] => {
    const guest = `/nodes/{node}/${kind}/{vmid}`;
    return [
      [`GET ${guest}/status/current`, open({ vmid })],
      [`GET ${guest}/config`, open({ vmid })],
      [`POST ${guest}/status/shutdown`, open({ vmid, timeout })],
      [`POST ${guest}/snapshot`, open({ vmid, snapname })],
      [`POST ${guest}/clone`, open({ vmid, newid: vmid })],
      [`PUT ${guest}/config`, open({ vmid, tags, description })],
      [`GET ${guest}/rrddata`, open({ timeframe: frame })],
    ];
  }),
]);

function open(properties: Readonly<Record<string, Property>>): Parameters {
  return { additionalProperties: true, properties: { ...properties } };
}
