// What was dropped or chosen, as files with the folders they are in.

/** Files with their folders below (`dir`), and every folder, empty ones too. */
export async function gather({ files, entries }) {
  if (!entries.some((one) => one.isDirectory)) return ofInput(files);
  const found = { files: [], dirs: new Set(), unread: [] };
  for (const entry of entries) await walk(entry, "", found);
  return found;
}

function ofInput(files) {
  const found = { files: [], dirs: new Set(), unread: [] };
  for (const file of files) {
    const dir = file.webkitRelativePath.split("/").slice(0, -1).join("/");
    found.files.push({ file, dir });
    note(found.dirs, dir);
  }
  return found;
}

function note(dirs, dir) {
  const steps = dir ? dir.split("/") : [];
  for (let n = 1; n <= steps.length; n += 1) dirs.add(steps.slice(0, n).join("/"));
}

async function walk(entry, dir, found) {
  const path = dir ? `${dir}/${entry.name}` : entry.name;
  try {
    if (entry.isFile) {
      found.files.push({ file: await promised((...then) => entry.file(...then)), dir });
      return;
    }
    found.dirs.add(path);
    for (const one of await inside(entry.createReader())) await walk(one, path, found);
  } catch {
    found.unread.push({ name: entry.name, dir });
  }
}

/** All that is in a folder: a reader gives a hundred at a time, and nothing at the end. */
async function inside(reader) {
  const all = [];
  for (;;) {
    const some = await promised((...then) => reader.readEntries(...then));
    if (!some.length) return all;
    all.push(...some);
  }
}

function promised(call) {
  return new Promise((resolve, reject) => call(resolve, reject));
}
