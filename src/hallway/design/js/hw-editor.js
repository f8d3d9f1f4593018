// Sets the marks of a text, and keeps what was typed in this browser until it is saved:
// a closed tab or a lost session costs nothing.
class Editor extends HTMLElement {
  connectedCallback() {
    this.area = this.querySelector("textarea");
    if (!this.area) return;
    this.abort = new AbortController();
    const { signal } = this.abort;
    this.start = `text:${location.pathname}:${this.area.name}:`;
    this.key = this.start + this.dataset.version;
    this.saved = this.area.value;
    this.kept = this.querySelector("[data-kept]");
    this.querySelector('[role="toolbar"]').hidden = false;
    this.#offer();
    this.addEventListener("click", (event) => this.#clicked(event), { signal });
    this.area.addEventListener("keydown", (event) => this.#key(event), { signal });
    this.area.addEventListener("input", () => this.#keep(), { signal });
    this.closest("form")?.addEventListener("submit", () => { this.sent = true; }, { signal });
    window.addEventListener("beforeunload", (event) => {
      if (!this.sent && this.area.value !== this.saved) event.preventDefault();
    }, { signal });
  }

  disconnectedCallback() {
    this.abort?.abort();
  }

  #offer() {
    for (const key of this.#keys()) if (key !== this.key) this.#store()?.removeItem(key);
    const typed = this.#store()?.getItem(this.key);
    if (typed === null || typed === undefined) return;
    if (typed === this.area.value) this.#store()?.removeItem(this.key);
    else this.kept.hidden = false;
  }

  #keys() {
    return Object.keys(this.#store() ?? {}).filter((key) => key.startsWith(this.start));
  }

  #store() {
    try {
      return window.localStorage;
    } catch {
      return null;
    }
  }

  #keep() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      try {
        this.#store()?.setItem(this.key, this.area.value);
      } catch {
        // The browser keeps no more; the form itself still does.
      }
    }, 300);
  }

  #clicked(event) {
    const button = event.target.closest("button");
    if (!button) return;
    const { mark, line } = button.dataset;
    if (mark) this.#around(mark, mark);
    else if (line) this.#lines(line);
    else if ("link" in button.dataset) this.#link();
    else if ("back" in button.dataset) this.#back();
    else if ("drop" in button.dataset) this.#forget();
  }

  #key(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    const act = { b: () => this.#around("**", "**"), i: () => this.#around("*", "*"), k: () => this.#link() }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  #back() {
    this.area.value = this.#store()?.getItem(this.key) ?? this.area.value;
    this.kept.hidden = true;
    this.area.focus();
  }

  #forget() {
    this.#store()?.removeItem(this.key);
    this.kept.hidden = true;
    this.area.focus();
  }

  #around(before, after) {
    const { selectionStart: start, selectionEnd: end, value } = this.area;
    this.#put(start, end, before + value.slice(start, end) + after);
    this.area.setSelectionRange(start + before.length, end + before.length);
  }

  #link() {
    const { selectionStart: start, selectionEnd: end, value } = this.area;
    this.#put(start, end, `[${value.slice(start, end)}](https://)`);
    const at = start + (end > start ? end - start + 3 : 1);
    this.area.setSelectionRange(at, end > start ? at + 8 : at);
  }

  #lines(mark) {
    const { selectionStart, selectionEnd: end, value } = this.area;
    const start = value.lastIndexOf("\n", selectionStart - 1) + 1;
    const lines = value.slice(start, end).split("\n").map((line) => mark + line);
    this.#put(start, end, lines.join("\n"));
  }

  // As if typed, so that undo takes it back.
  #put(start, end, text) {
    this.area.focus();
    this.area.setSelectionRange(start, end);
    if (!document.execCommand("insertText", false, text)) {
      this.area.setRangeText(text, start, end, "end");
      this.#keep();
    }
  }
}

customElements.define("hw-editor", Editor);
