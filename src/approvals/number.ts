/** The largest number that the database gives. https://www.postgresql.org/docs/18/datatype-numeric.html */
const MOST = 2_147_483_647;

/** The option that names a request. */
export const approvalNumber = {
  type: 'integer',
  description: 'Its number',
  required: true,
  min: 1,
  max: MOST,
} as const;

/** The option that says why. */
export const reasonGiven = { type: 'text', description: 'Why', required: true } as const;
