// A readonly box with a button that copies it; without script people copy it themselves.
class Copy extends HTMLElement {
  connectedCallback() {
    this.box = this.querySelector("input");
    this.button = this.querySelector("button");
    if (!this.box || !this.button || !navigator.clipboard) return;
    this.button.hidden = false;
    this.button.addEventListener("click", () => this.#copy());
  }

  async #copy() {
    this.box.select();
    try {
      await navigator.clipboard.writeText(this.box.value);
      document.querySelector("hw-toasts")?.say(this.dataset.said);
    } catch {
      // Not allowed here: it is selected, ready for the keyboard.
    }
  }
}

customElements.define("hw-copy", Copy);
