import type { Actor } from '../chat.ts';
import type { Grant } from '../store/access/grants.ts';
import type { AccessFile } from './file.ts';
import type { Rulebook } from './rulebook.ts';

/** Who may grant by the file, wherever they are, in each of their chats. */
export function fileAdmins(book: Rulebook, file: AccessFile | undefined): readonly Actor[] {
  const ids = (file?.bindings ?? [])
    .filter(
      ({ role, on, in: places }) =>
        on === undefined && places === undefined && book.roles.get(role)?.has('access.change'),
    )
    .flatMap(({ people }) => people);
  return book.people
    .all()
    .filter(({ id }) => ids.includes(id))
    .flatMap(({ name, identities }) => identities.map((one): Actor => ({ ...one, name })));
}

/** Whether a grant lets its person grant: not on some machines alone, and not where the file says otherwise. */
export function isGlobalAdmin({ roles, overruled }: Rulebook) {
  return (grant: Grant): boolean =>
    grant.on === undefined &&
    roles.get(grant.role)?.has('access.change') === true &&
    overruled(grant) === undefined;
}
