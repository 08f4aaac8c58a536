/** Two files of one message get different names: `table.txt`, `table-2.txt`. */
export function distinct<F extends { readonly name: string }>(files: readonly F[]): readonly F[] {
  return files.map((file, at) => {
    const before = files.slice(0, at).filter(({ name }) => name === file.name).length;
    const name = before === 0 ? file.name : file.name.replace(/(\.\w+)?$/, `-${before + 1}$1`);
    return { ...file, name };
  });
}
