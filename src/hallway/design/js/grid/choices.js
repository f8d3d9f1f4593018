// Offers words below the box of a cell: those of the column, or what its address finds.
// Arrows move through them, Enter or Tab takes the marked one.
import { element, fill } from "./sheet.js";

const WAIT = 150;

export class Choices {
  constructor(input, head, now, says) {
    Object.assign(this, { input, head, says });
    this.isMany = "many" in head;
    // What is sent instead of a name: that it means this one.
    this.known = new Map();
    const { is } = now.send;
    if (head.suggest && is) {
      const names = this.isMany ? now.text.split("; ") : [now.text];
      const ids = [is].flat();
      if (names.length === ids.length) names.forEach((name, at) => this.known.set(name, `#${ids[at]}`));
    }
    this.list = element("ul", "menu cells__list");
    this.list.id = "cells-list";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", head.title);
    this.list.hidden = true;
    input.after(this.list);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", this.list.id);
    input.setAttribute("aria-expanded", "false");
    input.addEventListener("input", () => this.#typed());
    // The box keeps the focus while a line is pressed.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.#take(option);
    });
  }

  close() {
    clearTimeout(this.timer);
    this.asked?.abort();
    this.#hide();
  }

  // What the text in the box is to be understood as.
  get value() {
    const text = this.input.value.trim();
    const names = this.isMany ? text.split(";").map((one) => one.trim()).filter(Boolean) : [text];
    const send = names.map((one) => this.known.get(one) ?? one).join("; ");
    return { text: this.isMany ? names.join("; ") : text, send };
  }

  open() {
    this.#ask(this.isMany ? "" : this.#word(), true);
  }

  key(event) {
    const { key } = event;
    if (key === "ArrowDown" && event.altKey) return this.open() ?? true;
    if (this.list.hidden) return false;
    const options = [...this.list.children];
    const at = options.indexOf(this.marked);
    if (key === "ArrowDown") this.#mark(options[(at + 1) % options.length]);
    else if (key === "ArrowUp") this.#mark(options.at(at < 0 ? -1 : at - 1));
    else {
      // Taken on the way out of the cell.
      if ((key === "Enter" || key === "Tab") && this.marked) this.#take(this.marked);
      return false;
    }
    return true;
  }

  #word() {
    return (this.isMany ? this.input.value.split(";").at(-1) : this.input.value).trim();
  }

  #typed() {
    clearTimeout(this.timer);
    this.asked?.abort();
    const word = this.#word();
    if (!word) return this.#hide();
    if (this.head.options) this.#ask(word);
    else this.timer = setTimeout(() => this.#ask(word), WAIT);
  }

  async #ask(word, isAll = false) {
    const { options, suggest } = this.head;
    if (options) {
      const begins = (one) => one.toLowerCase().startsWith(word.toLowerCase());
      const found = isAll ? options : options.filter(begins);
      return this.#show(found.map((name) => ({ name, value: "" })));
    }
    this.asked = new AbortController();
    const address = new URL(suggest, location.href);
    address.searchParams.set("q", word);
    try {
      const response = await fetch(address, { signal: this.asked.signal, redirect: "error" });
      if (!response.ok) return this.#hide();
      const lines = new DOMParser().parseFromString(await response.text(), "text/html");
      const found = [...lines.querySelectorAll("[role=option]")].map((one) => one.dataset);
      return this.#show(found);
    } catch {
      return this.#hide(); // Offline, or typed on: what is typed still counts.
    }
  }

  #show(found) {
    const options = found.map(({ name, value }, at) => {
      const option = element("li", "menu__item", name);
      option.id = `${this.list.id}-${at}`;
      option.setAttribute("role", "option");
      Object.assign(option.dataset, { name, value });
      return option;
    });
    this.list.replaceChildren(...options);
    this.list.hidden = !options.length;
    this.input.setAttribute("aria-expanded", String(options.length > 0));
    const word = this.#word().toLowerCase();
    const exact = options.find((one) => one.dataset.name.toLowerCase() === word);
    // Where other words are taken too, nobody wants the one that begins like his.
    this.#mark(exact ?? ("open" in this.head || !word ? null : options[0]));
    this.list.scrollIntoView({ block: "nearest" });
    this.says.quiet(fill(this.says.words.options, { count: options.length }));
  }

  #mark(option) {
    this.marked?.setAttribute("aria-selected", "false");
    this.marked = option ?? null;
    if (!option) return this.input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", option.id);
  }

  #take({ dataset: { name, value } }) {
    if (value) this.known.set(name, value);
    const before = this.isMany ? this.input.value.split(";").slice(0, -1) : [];
    this.input.value = [...before.map((one) => one.trim()), name].join("; ");
    this.#hide();
  }

  #hide() {
    this.list.hidden = true;
    this.list.replaceChildren();
    this.#mark(null);
    this.input.setAttribute("aria-expanded", "false");
  }
}
