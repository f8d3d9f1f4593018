// The fields of a form that are asked depending on what is typed (web/rows/sections.html).
// The server says which: it is asked when something changes, and again when it is saved.
const WAIT = 250;
const CONTROLS = "input:not([type=hidden]), select, textarea, button, summary, a[href]";

class Asked extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    if (!this.form) return;
    this.addEventListener("input", () => this.#soon(WAIT));
    this.addEventListener("change", () => this.#soon(0));
    // Also what the browser filled in again when one came back.
    this.#soon(0);
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    this.asking?.abort();
  }

  #soon(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#ask(), wait);
  }

  async #ask() {
    this.asking?.abort();
    this.asking = new AbortController();
    const typed = new URLSearchParams();
    for (const [name, value] of new FormData(this.form)) {
      if (typeof value === "string") typed.append(name, value);
    }
    typed.set("do", "asked");
    try {
      const response = await fetch(this.form.getAttribute("action"), {
        method: "POST",
        body: typed,
        signal: this.asking.signal,
        redirect: "error",
      });
      if (response.ok) this.#show(new Set((await response.json()).asked));
    } catch {
      // Typed on, offline or signed out: what is shown stays, and saving tells.
    }
  }

  #show(asked) {
    for (const one of this.querySelectorAll("[data-field]")) {
      const unasked = !asked.has(one.dataset.field) && !one.querySelector(".field__error");
      if (unasked && one.contains(document.activeElement)) this.#leave(one);
      one.toggleAttribute("data-unasked", unasked);
    }
  }

  // The focus goes on to what comes next, as if one had pressed Tab.
  #leave(entry) {
    const rest = [...this.form.querySelectorAll(CONTROLS)].filter(
      (one) =>
        entry.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING &&
        !entry.contains(one) &&
        !one.disabled &&
        one.checkVisibility(),
    );
    rest[0]?.focus();
  }
}

customElements.define("hw-asked", Asked);
