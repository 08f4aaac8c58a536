/** Every kind of row there is. */
export const auditEvents = [
  'answered',
  'refused',
  'asked',
  'declined',
  'confirmed',
  'accepted',
  'ended',
  'cancelled',
  'settled',
  'granted',
  'revoked',
  'refused-access',
  'linked',
  'unlinked',
  'handed-over',
  'approval-asked',
  'approved',
  'rejected',
  'withdrawn',
  'approval-expired',
  'approval-changed',
  'broke-glass',
  'pruned',
] as const;

export type AuditEvent = (typeof auditEvents)[number];
