// Suggests people and groups while one types (c/picker.html), and makes chips of the chosen.
// Arrows move through the list, Enter or Tab takes, Escape closes; Backspace in an empty box
// takes the last chip away.
const WAIT = 180;

class Picker extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector(".picker__input");
    this.list = this.querySelector("[role=listbox]");
    if (!this.dataset.suggest || !this.list) return;
    const { input, list } = this;
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-expanded", "false");
    for (const chip of this.#chips()) {
      if (!chip.querySelector(".chip__x")) this.#addRemove(chip, chip.textContent.trim());
    }
    input.addEventListener("input", () => this.#typed());
    input.addEventListener("keydown", (event) => this.#pressed(event));
    input.addEventListener("blur", () => this.#close());
    // The box keeps the focus while a line is pressed.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    this.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      const remove = event.target.closest("button.chip__x");
      if (option) this.#take(option);
      else if (remove) this.#remove(remove.closest(".chip"));
      else if (event.target === this) input.focus();
    });
  }

  disconnectedCallback() {
    if (this.list) this.#close();
  }

  #chips() {
    return [...this.querySelectorAll(":scope > .chip")];
  }

  #options() {
    return [...this.list.querySelectorAll("[role=option]")];
  }

  #typed() {
    clearTimeout(this.timer);
    this.asked?.abort();
    const text = this.input.value.trim();
    if (!text) return this.#close();
    this.timer = setTimeout(() => this.#ask(text), WAIT);
  }

  async #ask(text) {
    this.asked = new AbortController();
    const address = new URL(this.dataset.suggest, location.href);
    address.searchParams.set("q", text);
    try {
      const response = await fetch(address, { signal: this.asked.signal, redirect: "error" });
      if (!response.ok) return this.#close();
      this.#show(await response.text());
    } catch (error) {
      if (error.name === "AbortError") return; // Typed on, or gone on to another field.
      this.#close(); // Offline or signed out: what is typed still counts.
    }
  }

  #show(answer) {
    const lines = new DOMParser().parseFromString(`<ul>${answer}</ul>`, "text/html");
    const taken = new Set(this.#chips().map((chip) => chip.dataset.value));
    const options = [...lines.querySelectorAll("[role=option]")].filter(
      (option) => !taken.has(option.dataset.value),
    );
    options.forEach((option, n) => (option.id = `${this.list.id}-${n}`));
    this.list.replaceChildren(...options);
    this.list.hidden = !options.length;
    this.input.setAttribute("aria-expanded", String(options.length > 0));
    const said = options.length ? this.dataset.found : this.dataset.none;
    this.querySelector("[role=status]").textContent = said.replace("{count}", options.length);
    this.#mark(options[0]);
  }

  #mark(chosen) {
    for (const option of this.#options()) {
      option.setAttribute("aria-selected", String(option === chosen));
    }
    if (chosen) this.input.setAttribute("aria-activedescendant", chosen.id);
    else this.input.removeAttribute("aria-activedescendant");
    chosen?.scrollIntoView({ block: "nearest" });
  }

  #pressed(event) {
    const options = this.list.hidden ? [] : this.#options();
    const at = options.findIndex((option) => option.ariaSelected === "true");
    const last = this.#chips().at(-1);
    if (event.key === "Backspace" && !this.input.value && last) this.#remove(last);
    if (!options.length || event.isComposing) return;
    const steps = { ArrowDown: at + 1, ArrowUp: at - 1 };
    if (event.key in steps) this.#mark(options.at(steps[event.key] % options.length));
    else if ((event.key === "Enter" || event.key === "Tab") && at >= 0) this.#take(options[at]);
    else if (event.key === "Escape") this.#close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #take(option) {
    if ("single" in this.dataset) this.#chips().forEach((chip) => chip.remove());
    const chip = document.createElement("span");
    chip.className = "chip chip--neutral";
    chip.dataset.value = option.dataset.value;
    const avatar = option.querySelector(".avatar").cloneNode(true);
    avatar.classList.replace("avatar--m", "avatar--s");
    const name = document.createElement("span");
    name.className = "truncate";
    name.textContent = option.dataset.name;
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: this.input.name, value: chip.dataset.value });
    chip.append(avatar, name, field);
    this.#addRemove(chip, name.textContent);
    this.input.before(chip);
    this.input.value = "";
    this.input.required = false;
    this.#close();
    this.dispatchEvent(new Event("change", { bubbles: true }));
  }

  #addRemove(chip, name) {
    const button = this.querySelector("template").content.firstElementChild.cloneNode(true);
    button.ariaLabel = this.dataset.remove.replace("{name}", name);
    chip.append(button);
  }

  #remove(chip) {
    chip.remove();
    this.input.focus();
    this.dispatchEvent(new Event("change", { bubbles: true }));
  }

  #close() {
    clearTimeout(this.timer); // What was asked must not open over the next field.
    this.asked?.abort();
    this.list.hidden = true;
    this.list.replaceChildren();
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}

customElements.define("hw-picker", Picker);
