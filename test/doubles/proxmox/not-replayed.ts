const beyond = 'the bot never asks this';

/** Exchanges that are not sent to the double, and why. */
export const notReplayed: Readonly<Record<string, string>> = {
  access_roles: beyond,
  access_tokens: beyond,
  access_users: beyond,
  token_create_existing: beyond,
  node_disks: beyond,
  node_services: beyond,
  node_syslog: beyond,
  not_backed_up: beyond,
  cluster_backup_jobs: beyond,
};

/** Exchanges that are only refused alike by the whole schema. */
export const needSchema: ReadonlySet<string> = new Set(['unknown_param']);
