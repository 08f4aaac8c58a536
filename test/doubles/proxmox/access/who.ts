import { forbidden } from '../refusal.ts';
import type { Rights } from './rights.ts';

/** Where and which privileges: all of them, or any one. The path may name parameters: `/vms/{vmid}`. */
export interface Need {
  readonly path: string;
  readonly privileges: readonly string[];
  readonly any?: boolean | undefined;
}

/** `need('/vms/{vmid}', 'VM.Audit')` */
export function need(path: string, ...privileges: readonly string[]): Need {
  return { path, privileges };
}

export function needAny(path: string, ...privileges: readonly string[]): Need {
  return { path, privileges, any: true };
}

/** Who asks. */
export interface Who {
  readonly user: string;
  readonly token: string | undefined;
  /** As a UPID names them: `root@pam!full`. */
  readonly name: string;
  /** root@pam by password; a token of root's is not root. */
  readonly isRoot: boolean;
  may(path: string, ...privileges: readonly string[]): boolean;
  mayAny(path: string, ...privileges: readonly string[]): boolean;
  /** Throws 403 with the words of Proxmox. */
  demand(path: string, ...privileges: readonly string[]): void;
  demandAny(path: string, ...privileges: readonly string[]): void;
  /** Everything, as `/access/permissions` gives it. */
  permissions(): Readonly<Record<string, Readonly<Record<string, 1>>>>;
}

export function createWho(user: string, token: string | undefined, rights: Rights): Who {
  const name = token === undefined ? user : `${user}!${token}`;
  const may = (path: string, ...privileges: readonly string[]) => {
    const granted = rights.at(name, path);
    return privileges.every((privilege) => granted.has(privilege));
  };
  const mayAny = (path: string, ...privileges: readonly string[]) =>
    privileges.some((privilege) => may(path, privilege));
  return {
    user,
    token,
    name,
    isRoot: name === 'root@pam',
    may,
    mayAny,
    demand(path, ...privileges) {
      if (!may(path, ...privileges)) throw forbidden(path, privileges.join('|'));
    },
    demandAny(path, ...privileges) {
      if (!mayAny(path, ...privileges)) throw forbidden(path, privileges.join('|'));
    },
    permissions: () => rights.dump(name),
  };
}
