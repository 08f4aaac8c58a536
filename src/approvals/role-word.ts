/** Before a role, where a rule names one instead of a person: `role:admin`. */
export const ROLE = 'role:';
