// Sends the files of the form in it, with a panel that shows how far each is. Without
// script the form sends itself.
import { leftOf } from "./left.js";
import { Panel } from "./panel.js";
import { Queue } from "./queue.js";
import { printOf, Task } from "./task.js";

class Upload extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    const panel = document.querySelector(".tray");
    if (!this.form || !panel) return;
    this.place = {
      ...this.dataset,
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

  #send({ files }) {
    const comment = this.form.elements.comment?.value.trim() ?? "";
    const tasks = files.map((file) => this.#task(file, comment));
    this.form.reset();
    this.closest("dialog")?.close();
    this.#add(tasks);
  }

  #task(file, comment) {
    const { folder, owner } = this.place;
    const print = printOf(owner, folder, file);
    return new Task({ file, folder, name: file.name, action: this.form.action, comment, print });
  }

  #add(tasks) {
    const left = new Map(this.queue.tasks.filter((one) => one.state === "left").map((one) => [one.print, one]));
    const fresh = tasks.filter((one) => !left.has(one.print));
    for (const task of tasks) if (left.has(task.print)) this.queue.give(left.get(task.print), task.file);
    this.queue.add(fresh);
  }

  /** Nothing goes on any more: the folder is shown as it is now. */
  async #over() {
    const { tasks } = this.queue;
    const done = tasks.filter((one) => one.state === "done");
    const isClean = done.length === tasks.length;
    const lacking = done.map((one) => one.lacks).filter(Boolean);
    if (isClean && lacking.length) {
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
