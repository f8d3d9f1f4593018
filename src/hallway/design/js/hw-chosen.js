// Says how many rows are chosen in the table of the page (hw-select).
class Chosen extends HTMLElement {
  connectedCallback() {
    this.listener = (event) => this.#tell(event.detail.count);
    document.addEventListener("hw-select", this.listener);
    this.#tell(document.querySelectorAll("hw-select tbody .check__box:checked").length);
  }

  disconnectedCallback() {
    document.removeEventListener("hw-select", this.listener);
  }

  #tell(count) {
    this.textContent = count ? this.dataset.words.replace("%d", count) : "";
    this.closest("hw-roving")?.dispatchEvent(new Event("hw-changed"));
  }
}

customElements.define("hw-chosen", Chosen);
