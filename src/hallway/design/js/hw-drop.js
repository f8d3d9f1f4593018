// A place to drop files: on the form in it, or on the element named by `zone`. It puts
// them into the form's input and says `hw-drop` with the files; who listens may upload
// them and prevent the default, which is to send the form.
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
    this.input.addEventListener("change", () => this.#offer(this.input.files), { signal });
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
    this.input.files = files;
    if (this.#offer(files)) this.form.requestSubmit();
  }

  #offer(files) {
    const detail = { files: [...files], form: this.form };
    return this.dispatchEvent(
      new CustomEvent("hw-drop", { bubbles: true, cancelable: true, detail }),
    );
  }
}

customElements.define("hw-drop", Drop);
