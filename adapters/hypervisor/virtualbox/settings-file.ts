import { XMLParser } from 'fast-xml-parser';

/** A snapshot as it stands in the machine's settings. */
export interface SnapshotEntry {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly createdAt: number;
  readonly parent?: string | undefined;
  /** True where the memory was saved with it. */
  readonly memory: boolean;
}

/** What the adapter reads of a `.vbox` file, because no answer of VBoxManage holds it whole. */
export interface MachineSettings {
  readonly name: string | undefined;
  readonly description: string;
  /** Words that programs keep with the machine: `setextradata`. */
  readonly extra: ReadonlyMap<string, string>;
  /** Each before those that were taken on top of it. */
  readonly snapshots: readonly SnapshotEntry[];
  readonly current?: string | undefined;
  /** True where nothing of the machine has changed since the current snapshot. */
  readonly isAsSnapshot: boolean;
  /** The UUIDs of all media that it or one of its snapshots has plugged in. */
  readonly images: readonly string[];
  /** The files that memory is saved in, as they stand there: of the machine and of its snapshots. */
  readonly memoryFiles: readonly string[];
}

/**
 * The settings that VirtualBox writes at each change: https://www.virtualbox.org/browser/vbox/trunk/src/VBox/Main/xml/VirtualBox-settings.xsd
 * The machine-readable list of snapshots has neither their time nor whether memory was saved, and its descriptions
 * are not escaped.
 */
export function parseSettings(xml: string): MachineSettings {
  const root = node(node(parser.parse(xml))['VirtualBox']);
  const machine = node(root['Machine']);
  const items = nodes(node(machine['ExtraData'])['ExtraDataItem']);
  const current = attribute(machine, 'currentSnapshot');
  return {
    name: attribute(machine, 'name'),
    description: textOf(machine['Description']),
    extra: new Map(
      items.map((item) => [attribute(item, 'name') ?? '', attribute(item, 'value') ?? '']),
    ),
    snapshots: nodes(machine['Snapshot']).flatMap((one) => entries(one)),
    current: current === undefined ? undefined : plainId(current),
    isAsSnapshot: attribute(machine, 'currentStateModified') === 'false',
    ...attachedTo(machine),
  };
}

function attachedTo(one: Node): Pick<MachineSettings, 'images' | 'memoryFiles'> {
  const hardware = node(one['Hardware']);
  // Up to 6.1 the controllers stand beside the hardware.
  const controllers = [hardware, one].flatMap((each) =>
    nodes(node(each['StorageControllers'])['StorageController']),
  );
  const devices = controllers.flatMap((controller) => nodes(controller['AttachedDevice']));
  const images = devices.flatMap((device) => attribute(node(device['Image']), 'uuid') ?? []);
  const below = [...nodes(one['Snapshot']), ...nodes(node(one['Snapshots'])['Snapshot'])];
  const others = below.map(attachedTo);
  return {
    images: [...images.map(plainId), ...others.flatMap((other) => other.images)],
    memoryFiles: [
      attribute(one, 'stateFile') ?? [],
      ...others.map((other) => other.memoryFiles),
    ].flat(),
  };
}

function entries(one: Node, parent?: string): readonly SnapshotEntry[] {
  const id = plainId(attribute(one, 'uuid') ?? '');
  const entry = {
    id,
    name: attribute(one, 'name') ?? '',
    description: textOf(one['Description']),
    createdAt: Date.parse(attribute(one, 'timeStamp') ?? ''),
    parent,
    memory: attribute(one, 'stateFile') !== undefined,
  };
  const children = nodes(node(one['Snapshots'])['Snapshot']);
  return [entry, ...children.flatMap((child) => entries(child, id))];
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  htmlEntities: true,
});

type Node = { readonly [key: string]: unknown };

function node(value: unknown): Node {
  return typeof value === 'object' && value !== null ? (value as Node) : {};
}

function nodes(value: unknown): readonly Node[] {
  return [value ?? []].flat().map(node);
}

function attribute(one: Node, name: string): string | undefined {
  const value = one[`@${name}`];
  return typeof value === 'string' ? value : undefined;
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const inner = node(value)['#text'];
  return typeof inner === 'string' ? inner : '';
}

function plainId(braced: string): string {
  return braced.replace(/^\{|\}$/g, '');
}
