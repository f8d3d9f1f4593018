// Opens the dialog in it for whatever has data-dialog with its id: a link stays a link
// without script. Closing gives the focus back to what opened it.
class Dialog extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    if (!this.dialog) return;
    this.abort = new AbortController();
    const { signal } = this.abort;
    document.addEventListener("click", (event) => this.#clicked(event), { signal });
    this.dialog.addEventListener("close", () => this.opener?.focus(), { signal });
  }

  disconnectedCallback() {
    this.abort?.abort();
  }

  #clicked(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const opener = event.target.closest("[data-dialog]");
    if (opener?.dataset.dialog === this.dialog.id) {
      event.preventDefault();
      const popover = opener.closest("[popover]");
      popover?.hidePopover();
      this.opener = popover
        ? document.querySelector(`[popovertarget="${CSS.escape(popover.id)}"]`)
        : opener;
      this.dialog.showModal();
      return;
    }
    if (!this.dialog.open) return;
    // A click on the scrim is a click on the dialog itself, outside its box.
    const box = this.dialog.getBoundingClientRect();
    const isOutside =
      event.target === this.dialog &&
      (event.clientX < box.left || event.clientX > box.right ||
        event.clientY < box.top || event.clientY > box.bottom);
    if (isOutside || this.dialog.contains(event.target.closest("[data-close]"))) this.dialog.close();
  }
}

customElements.define("hw-dialog", Dialog);
