// A place to drop files: on the form in it, or on the element named by `zone`. It puts
// them into the form's input and says `hw-drop` with the files, and with what the system
// calls them where folders are among them (`entries`); who listens may upload them and
// prevent the default, which is to send the form.
class Drop extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input[type=file]");
    this.form = this.querySelector("form");
    if (!this.input || !this.form) return;
    this.abort = new AbortController();
    const { signal } = this.abort;
    const zone = document.getElementById(this.getAttribute("zone")) ?? this.form;
    this.depth = 0;
    zone.addEventListener("dragenter", (event) => this.#over(event, 1), { signal });
    zone.addEventListener("dragleave", (event) => this.#over(event, -1), { signal });
    zone.addEventListener("dragover", (event) => this.#isFiles(event) && event.preventDefault(), { signal });
    zone.addEventListener("drop", (event) => this.#dropped(event), { signal });
    for (const input of this.querySelectorAll("input[type=file]"))
      input.addEventListener("change", () => this.#offer(input.files), { signal });
  }

  disconnectedCallback() {
    this.abort?.abort();
  }

  #isFiles(event) {
    return event.dataTransfer?.types.includes("Files") ?? false;
  }

  #over(event, step) {
    if (!this.#isFiles(event)) return;
    this.depth = Math.max(0, this.depth + step);
    this.form.classList.toggle("is-over", this.depth > 0);
  }

  #dropped(event) {
    if (!this.#isFiles(event)) return;
    event.preventDefault();
    this.depth = 0;
    this.form.classList.remove("is-over");
    const files = event.dataTransfer.files;
    if (!files.length) return;
    // Only as long as the event lasts can it be told which of them are folders.
    const entries = [...event.dataTransfer.items].map((one) => one.webkitGetAsEntry?.()).filter(Boolean);
    this.input.files = files;
    if (this.#offer(files, entries)) this.form.requestSubmit();
  }

  #offer(files, entries = []) {
    const detail = { files: [...files], entries, form: this.form };
    return this.dispatchEvent(
      new CustomEvent("hw-drop", { bubbles: true, cancelable: true, detail }),
    );
  }
}

customElements.define("hw-drop", Drop);
