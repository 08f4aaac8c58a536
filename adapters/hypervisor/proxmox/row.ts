import { z } from 'zod';

/** A number that is given as text. */
export function isFigure(text: string): boolean {
  return /^-?\d+(?:\.\d+)?$/.test(text);
}

/** Proxmox gives some numbers as text; what is neither is as good as not given. */
export const figure = z
  .union([z.number(), z.string().refine(isFigure).transform(Number)])
  .optional()
  .catch(undefined);

/** 1 or 0, however it is given. */
export const bit = z
  .union([z.boolean(), z.literal([0, 1, '0', '1'])])
  .transform(Number)
  .optional()
  .catch(undefined);

/** Of any kind: a row without it is still a row. */
export const word = z.string().optional().catch(undefined);

/** A figure that Proxmox gives as 0 where nobody measured it. */
export function measured(value: number | undefined): number | undefined {
  return value === 0 ? undefined : value;
}
