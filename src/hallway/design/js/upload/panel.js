// The panel of uploads: a row a file, with what can be done to it, and all of them.
// Its markup and its words come with the page.
const BYTES = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];

export class Panel {
  rows = new Map();

  constructor(element, queue, words) {
    Object.assign(this, { element, queue, words });
    this.list = element.querySelector(".tray__list");
    this.sum = element.querySelector("[role=status]");
    this.row = element.querySelector("template").content.firstElementChild;
    element.addEventListener("click", (event) => this.#clicked(event));
  }

  /** Shows a task as it is now. */
  show(task) {
    if (task.state === "gone") this.#remove(task);
    else this.#fill(this.rows.get(task) ?? this.#add(task), task);
    this.#all();
  }

  #add(task) {
    const row = this.row.cloneNode(true);
    row.task = task;
    row.querySelector(".tray__name").textContent = task.name;
    row.querySelector(".tray__name").title = `${task.folder}/${task.name}`;
    row.querySelector("progress").setAttribute("aria-label", task.name);
    for (const button of row.querySelectorAll("[data-do]")) {
      const label = `${button.title}: ${task.name}`;
      button.setAttribute("aria-label", label);
      button.title = label;
    }
    this.rows.set(task, row);
    this.list.append(row);
    return row;
  }

  #remove(task) {
    const row = this.rows.get(task);
    if (!row) return;
    const hasFocus = row.contains(document.activeElement);
    const next = row.nextElementSibling ?? row.previousElementSibling ?? this.element;
    row.remove();
    this.rows.delete(task);
    if (hasFocus) keepFocus(next);
  }

  #fill(row, task) {
    const bar = row.querySelector("progress");
    bar.value = task.isOver ? 100 : (100 * task.sent) / (task.size || 1);
    bar.hidden = task.isOver || task.state === "failed";
    this.#say(row.querySelector(".tray__state"), this.#state(task));
    this.#say(row.querySelector("[role=alert]"), task.state === "failed" ? task.message : task.hint ?? "");
    const same = row.querySelector(".tray__same");
    same.hidden = !task.same.length;
    same.querySelector(".tray__links").replaceChildren(...task.same.map(link));
    const focused = row.contains(document.activeElement);
    for (const button of row.querySelectorAll("[data-do]")) button.hidden = !task.ways[button.dataset.do];
    // The button that was pressed has made place for another.
    if (focused) keepFocus(row);
  }

  #state(task) {
    const said = this.words[task.state];
    if (!["sending", "retrying", "paused", "left"].includes(task.state)) return said;
    return `${said} · ${size(task.sent)} / ${size(task.size)}`;
  }

  #all() {
    const { tasks } = this.queue;
    this.element.hidden = !this.rows.size;
    const can = (way) => tasks.some((one) => one.ways[way]);
    const shown = { "pause-all": can("pause"), "resume-all": can("resume"), "cancel-all": can("cancel") };
    shown.close = !tasks.some((one) => one.isOpen);
    const head = this.element.querySelector(".tray__head");
    const focused = head.contains(document.activeElement);
    for (const [name, isShown] of Object.entries(shown)) head.querySelector(`[data-do=${name}]`).hidden = !isShown;
    if (focused) keepFocus(head);
    const done = tasks.filter((one) => one.isOver).length;
    const failed = tasks.filter((one) => one.state === "failed").length;
    const more = failed ? ` · ${this.words.failures} ${failed}` : "";
    this.#say(this.sum, `${this.words.sum} ${done} / ${tasks.length}${more}`);
  }

  // A live region is read out anew when its text is set, be it the same.
  #say(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }

  #clicked(event) {
    const button = event.target.closest("[data-do]");
    if (!button) return;
    const { queue } = this;
    const { task } = button.closest(".tray__row") ?? {};
    const each = (act) => [...queue.tasks].forEach(act);
    const acts = {
      pause: () => queue.pause(task),
      resume: () => queue.resume(task),
      retry: () => queue.resume(task),
      cancel: () => queue.cancel(task),
      choose: () => this.#choose(task),
      "pause-all": () => each((one) => queue.pause(one)),
      "resume-all": () => each((one) => one.state === "paused" && queue.resume(one)),
      "cancel-all": () => each((one) => queue.cancel(one)),
      close: () => this.#close(),
    };
    acts[button.dataset.do]();
  }

  #close() {
    this.queue.clear();
    this.element.hidden = true;
    document.getElementById("main")?.focus();
  }

  #choose(task) {
    const input = document.createElement("input");
    input.type = "file";
    input.addEventListener("change", () => this.#chosen(task, input.files[0]));
    input.click();
  }

  #chosen(task, file) {
    const isIt = task.print.endsWith(["", file.name, file.size, file.lastModified].join("|"));
    task.hint = isIt ? "" : this.words.other;
    if (isIt) this.queue.give(task, file);
    else this.show(task);
  }
}

/** Gives the focus to the first button in there, if what had it is hidden now. */
function keepFocus(place) {
  const had = document.activeElement;
  if (!place.contains(had) || had.hidden) place.querySelector("button:not([hidden])")?.focus();
}

function link(address) {
  const made = document.createElement("a");
  made.href = address;
  made.textContent = decodeURIComponent(address).split("/").slice(1).join(" › ");
  return made;
}

function size(bytes) {
  const step = Math.min(Math.max(Math.floor(Math.log(bytes || 1) / Math.log(1000)), 0), 4);
  const options = { style: "unit", unit: BYTES[step], maximumFractionDigits: step > 1 ? 1 : 0 };
  return new Intl.NumberFormat(document.documentElement.lang, options).format(bytes / 1000 ** step);
}
