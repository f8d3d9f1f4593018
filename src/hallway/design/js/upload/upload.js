// Sends the files of the form in it, with a panel that shows how far each is. Without
// script the form sends itself.
import { decide, question } from "./ask.js";
import { leftOf } from "./left.js";
import { Panel } from "./panel.js";
import { Queue } from "./queue.js";
import { printOf, Task } from "./task.js";
import { gather } from "./tree.js";

class Upload extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    const panel = document.querySelector(".tray");
    if (!this.form || !panel) return;
    this.place = {
      ...this.dataset,
      here: new URL(this.form.action).pathname,
      token: () => this.form.elements.csrfmiddlewaretoken.value,
      words: wordsOf(panel),
    };
    this.queue = new Queue({
      place: this.place,
      changed: (task) => this.panel.show(task),
      idle: () => this.#over(),
    });
    this.panel = new Panel(panel, this.queue, this.place.words);
    this.addEventListener("hw-drop", (event) => {
      event.preventDefault();
      this.#send(event.detail);
    });
    window.addEventListener("beforeunload", (event) => this.queue.isBusy && event.preventDefault());
    leftOf(this.place).then((tasks) => this.queue.add(tasks));
  }

  async #send(detail) {
    const comment = this.form.elements.comment?.value.trim() ?? "";
    const found = await gather(detail);
    this.form.reset();
    this.closest("dialog")?.close();
    const { place } = this;
    const tasks = found.files.map(({ file, dir }) => this.#task(file, dir, comment));
    const broken = found.unread.map((one) => this.#refused(one, place.words.unread));
    try {
      const { clashes, refused } = await this.#prepare(tasks, [...found.dirs]);
      if (!clashes) return;
      for (const task of tasks) {
        task.clash = clashes.get(task.path) ?? "";
        if (task.clash === "skip") task.state = "skipped";
        if (refused[task.path]) Object.assign(task, { state: "failed", message: refused[task.path], file: null });
      }
      const empty = [...found.dirs].filter((dir) => refused[dir] && !tasks.some((one) => one.path.startsWith(`${dir}/`)));
      broken.push(...empty.map((dir) => this.#refused({ name: dir, dir: "" }, refused[dir])));
    } catch {
      for (const task of tasks) Object.assign(task, { state: "failed", message: place.words.unlisted, file: null });
    }
    this.#add([...tasks, ...broken]);
    if (!this.queue.isBusy) this.#over();
  }

  /** Asks what has to be known before, and has the folders made. */
  async #prepare(tasks, dirs) {
    const { place } = this;
    const { taken, refused } = await question(place, "ask-upload", tasks.map((one) => one.path));
    const clashes = taken.length ? await decide(taken, place.words) : new Map();
    if (!clashes || !dirs.length) return { clashes, refused };
    const made = await question(place, "folders", dirs);
    Object.assign(refused, made.refused);
    for (const { dir, path } of tasks) refused[path] ??= made.refused[dir];
    return { clashes, refused };
  }

  #task(file, dir, comment) {
    const { owner, here } = this.place;
    const folder = [this.place.folder, dir].filter(Boolean).join("/");
    const path = [dir, file.name].filter(Boolean).join("/");
    const action = `${here}${dir && `/${dir.split("/").map(encodeURIComponent).join("/")}`}?do=upload`;
    const print = printOf(owner, folder, file);
    return new Task({ file, folder, dir, path, name: file.name, action, comment, print });
  }

  #refused({ name, dir }, message) {
    const task = new Task({ folder: [this.place.folder, dir].join("/"), name, size: 0 });
    return Object.assign(task, { state: "failed", message });
  }

  #add(tasks) {
    const there = new Map(this.queue.tasks.filter((one) => one.print && !one.isOver).map((one) => [one.print, one]));
    const known = tasks.filter((one) => one.state === "waiting" && there.has(one.print));
    this.queue.add(tasks.filter((one) => !known.includes(one)));
    for (const task of known) {
      const before = there.get(task.print);
      if (before.state === "left") this.queue.give(Object.assign(before, { clash: task.clash }), task.file);
    }
  }

  /** Nothing goes on any more: the folder is shown as it is now. */
  async #over() {
    const { tasks } = this.queue;
    const done = tasks.filter((one) => one.state === "done");
    const isWhole = done.length === tasks.length;
    const isClean = isWhole && !done.some((one) => one.same.length);
    const lacking = done.map((one) => one.lacks).filter(Boolean);
    // Values that are needed come before what is only worth knowing.
    if (isWhole && lacking.length) {
      location.assign([this.place.needs, ...lacking].join("&item="));
      return;
    }
    await anew();
    if (this.queue.isBusy || !isClean) return;
    this.queue.clear();
    document.querySelector("hw-toasts")?.say(`${this.place.words.done} (${done.length})`);
  }
}

function wordsOf(panel) {
  const words = panel.querySelectorAll("template")[1].content.querySelectorAll("[data-word]");
  return Object.fromEntries([...words].map((one) => [one.dataset.word, one.textContent]));
}

/** Puts what the page would show now into its place; all else stays. */
async function anew() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  const main = document.getElementById("main");
  const found = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("main");
  if (!found || !main) return;
  const hadFocus = main.contains(document.activeElement);
  main.replaceChildren(...found.childNodes);
  window.htmx?.process(main);
  if (hadFocus) main.focus();
}

customElements.define("hw-upload", Upload);
