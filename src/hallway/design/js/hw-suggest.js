// Offers what is found while one types into a search box (c/searchbox.html). Arrows move
// through the links, Enter follows the marked one or sends the form, Escape closes.
const WAIT = 180;

class Suggest extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input");
    this.list = this.querySelector("[role=listbox]");
    if (!this.dataset.suggest || !this.list) return;
    const { input, list } = this;
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-expanded", "false");
    input.autocomplete = "off";
    input.addEventListener("input", () => this.#typed());
    input.addEventListener("keydown", (event) => this.#pressed(event));
    input.addEventListener("blur", () => this.#close());
    // The box keeps the focus while a line is pressed.
    list.addEventListener("mousedown", (event) => event.preventDefault());
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    this.asked?.abort();
  }

  #options() {
    return [...this.list.querySelectorAll("[role=option]")];
  }

  #typed() {
    clearTimeout(this.timer);
    this.asked?.abort();
    const text = this.input.value.trim();
    if (text.length < 2) return this.#close();
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
      if (error.name === "AbortError") return; // Typed on, or gone on elsewhere.
      this.#close(); // Offline or signed out: Enter still asks the page.
    }
  }

  #show(answer) {
    const lines = new DOMParser().parseFromString(answer, "text/html");
    const options = [...lines.querySelectorAll("[role=option]")];
    options.forEach((option, n) => {
      option.id = `${this.list.id}-${n}`;
      option.tabIndex = -1;
    });
    this.list.replaceChildren(...options);
    this.list.hidden = !options.length;
    this.input.setAttribute("aria-expanded", String(options.length > 0));
    this.input.removeAttribute("aria-activedescendant");
  }

  #mark(chosen) {
    for (const option of this.#options()) {
      option.setAttribute("aria-selected", String(option === chosen));
    }
    if (chosen) this.input.setAttribute("aria-activedescendant", chosen.id);
    chosen?.scrollIntoView({ block: "nearest" });
  }

  #pressed(event) {
    const options = this.list.hidden ? [] : this.#options();
    if (!options.length || event.isComposing) return;
    const at = options.findIndex((option) => option.ariaSelected === "true");
    const steps = { ArrowDown: at + 1, ArrowUp: at < 0 ? -1 : at - 1 };
    if (event.key in steps) this.#mark(options.at(steps[event.key] % options.length));
    else if (event.key === "Enter" && at >= 0) options[at].click();
    else if (event.key === "Escape") this.#close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #close() {
    clearTimeout(this.timer);
    this.asked?.abort();
    this.list.hidden = true;
    this.list.replaceChildren();
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}

customElements.define("hw-suggest", Suggest);
