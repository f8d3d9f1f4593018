// What the server is asked before anything is sent, and the person about names that are
// taken: once for all of them.
const AT_ONCE = 1000; // Paths of one request.
const SHOWN = 200; // Files that can be decided about one by one.

/** Asks about paths; throws where no answer comes. */
export async function question(place, action, paths) {
  const found = { taken: [], refused: {} };
  for (let at = 0; at < paths.length; at += AT_ONCE) {
    const asked = JSON.stringify(paths.slice(at, at + AT_ONCE));
    const body = new URLSearchParams({ csrfmiddlewaretoken: place.token(), do: action, paths: asked });
    const answer = await fetch(place.here, { method: "POST", body });
    if (!answer.ok) throw new Error(`${answer.status}`);
    const told = await answer.json();
    found.taken.push(...(told.taken ?? []));
    Object.assign(found.refused, told.refused);
  }
  return found;
}

/** What becomes of each of these paths; null where the person rather sends nothing. */
export function decide(taken, words) {
  const dialog = document.getElementById("upload-clash");
  const form = dialog.querySelector(".dialog__body").closest("form");
  const list = dialog.querySelector(".clash__list");
  const row = dialog.querySelector("template").content.firstElementChild;
  dialog.querySelector(".clash__sum").textContent = `${words.taken} ${taken.length}`;
  form.reset();
  dialog.querySelector("details").open = taken.length > 1 && taken.length <= 5;
  list.replaceChildren(...taken.slice(0, SHOWN).map((path) => filled(row, path)));
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    const closed = () => resolve(dialog.returnValue === "go" ? chosen(form, list, taken) : null);
    dialog.addEventListener("close", closed, { once: true });
  });
}

function filled(row, path) {
  const made = row.cloneNode(true);
  made.querySelector(".clash__name").textContent = path;
  made.querySelector("select").setAttribute("aria-label", path);
  return made;
}

function chosen(form, list, taken) {
  const all = form.elements.clash.value;
  const each = [...list.querySelectorAll("select")].map((one) => one.value);
  return new Map(taken.map((path, n) => [path, each[n] || all]));
}
