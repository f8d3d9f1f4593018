// Keys that work on every page: `?` lists the keys, `/` and Ctrl K lead to the search box,
// and data-key on a link or button presses it.
class Keys extends HTMLElement {
  connectedCallback() {
    this.abort = new AbortController();
    const { signal } = this.abort;
    document.addEventListener("keydown", (event) => this.#pressed(event), { signal });
    for (const box of document.querySelectorAll("[data-mixed]")) box.indeterminate = true;
  }

  disconnectedCallback() {
    this.abort?.abort();
  }

  #pressed(event) {
    if (event.defaultPrevented || event.altKey || document.querySelector("dialog:modal")) return;
    const isCommand = event.ctrlKey || event.metaKey;
    const isTyping = event.target.closest(
      "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]",
    );
    // Players and what is scrolled sideways have these keys for themselves.
    const isHeld = event.key.startsWith("Arrow") && event.target.closest("audio, video, [role=region]");
    if (isCommand && event.key.toLowerCase() === "k") this.#press("/", event);
    else if (isCommand || isTyping || isHeld) return;
    else if (event.key === "?") {
      event.preventDefault();
      this.querySelector("dialog")?.showModal();
    } else this.#press(event.key, event);
  }

  #press(key, event) {
    const all = document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`);
    const found = [...all].find((one) => one.checkVisibility());
    if (!found) return;
    event.preventDefault();
    if (found.matches("input")) found.select();
    if (found.matches("input, textarea")) found.focus();
    else found.click();
  }
}

customElements.define("hw-keys", Keys);
