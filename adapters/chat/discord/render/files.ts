import { Buffer } from 'node:buffer';
import { type APIFileComponent, type APIMediaGalleryComponent, ComponentType } from 'discord.js';
import { clipped } from '../../../../src/drawing/clipped.ts';
import type { Attached } from './drawn.ts';
import type { Limits } from './limits.ts';

export interface Upload {
  readonly name: string;
  readonly data: Buffer;
}

/** Discord changes other letters of a name, and then the message names a file that is not there. */
export function fileName(name: string): string {
  const plain = name.normalize('NFKD').replace(/[^\w.-]+/g, '_');
  const shown = clipped(plain.replace(/^(?:SPOILER_|[._-])+/i, ''), 60).replace('…', '_');
  return shown === '' ? 'file.txt' : shown;
}

/** Where the file stands in the message: a picture is shown, any other file is offered. */
export function drawAttached(
  { name, png, alt }: Attached,
  limits: Limits,
): APIFileComponent | APIMediaGalleryComponent {
  const url = `attachment://${name}`;
  if (png === undefined) return { type: ComponentType.File, file: { url } };
  const description = clipped(alt ?? '', limits.pictureText);
  const item = { media: { url }, ...(description.trim() !== '' && { description }) };
  return { type: ComponentType.MediaGallery, items: [item] };
}

const cutNote = '\n… the rest is more than Discord takes in one file\n';

export function uploadOf({ name, text = '', png }: Attached, limits: Limits): Upload {
  if (png !== undefined) return { name, data: Buffer.from(png, 'base64') };
  const data = Buffer.from(text);
  if (data.length <= limits.fileBytes) return { name, data };
  const note = Buffer.from(cutNote);
  // What is left of a character that was cut through becomes one of three bytes.
  const kept = data.subarray(0, limits.fileBytes - note.length - 9).toString();
  return { name, data: Buffer.concat([Buffer.from(kept), note]) };
}
