// Sends the files of a form one by one, with progress in a tray, and then shows the page
// anew. Without script, or without files, the form sends itself.
class Upload extends HTMLElement {
  connectedCallback() {
    this.addEventListener("hw-drop", (event) => {
      event.preventDefault();
      this.#send(event.detail.form, event.detail.files);
    });
  }

  async #send(form, files) {
    if (!files.length || this.busy) return;
    this.busy = true;
    this.closest("dialog")?.close();
    const rows = files.map((file) => this.#row(file));
    let failed = false;
    this.lacking = []; // Numbers of files that need values: asked for together.
    for (const [index, file] of files.entries()) {
      const message = await this.#post(form, file, rows[index].bar);
      rows[index].done(message);
      failed ||= Boolean(message);
    }
    this.busy = false;
    form.reset();
    if (failed) this.#offerReload();
    else if (this.lacking.length) location.assign([this.dataset.needs, ...this.lacking].join("&item="));
    else location.reload();
  }

  #post(form, file, bar) {
    const body = new FormData();
    for (const field of form.elements) {
      if (field.matches("input:not([type=file])")) body.append(field.name, field.value);
    }
    body.append("files", file, file.name);
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.open("POST", form.action);
      request.setRequestHeader("Accept", "text/plain");
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total;
      });
      request.addEventListener("load", () => {
        const lacks = request.getResponseHeader("Hallway-Needs-Values");
        if (lacks && this.dataset.needs) this.lacking.push(lacks);
        const isText = request.getResponseHeader("Content-Type")?.startsWith("text/plain");
        resolve(request.status < 400 ? "" : (isText && request.responseText) || `${request.status}`);
      });
      request.addEventListener("error", () => resolve(`${file.name}: –`));
      request.send(body);
    });
  }

  #row(file) {
    this.tray ??= this.#tray();
    const row = document.createElement("div");
    row.className = "tray__row";
    const name = document.createElement("span");
    name.className = "truncate small medium";
    name.textContent = file.name;
    const bar = document.createElement("progress");
    bar.className = "progress";
    bar.max = 100;
    bar.value = 0;
    bar.setAttribute("aria-label", file.name);
    row.append(document.createElement("span"), name, document.createElement("span"), bar);
    this.tray.append(row);
    const done = (message) => {
      if (!message) {
        bar.value = 100;
        return;
      }
      const words = document.createElement("span");
      words.className = "field__error";
      words.setAttribute("role", "alert");
      words.textContent = message;
      bar.replaceWith(words);
    };
    return { bar, done };
  }

  // What did arrive is shown when the message has been read.
  #offerReload() {
    const foot = document.createElement("div");
    foot.className = "tray__foot";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn--small";
    button.textContent = this.dataset.reload;
    button.addEventListener("click", () => location.reload());
    foot.append(button);
    this.tray.append(foot);
    button.focus();
  }

  #tray() {
    const tray = document.createElement("section");
    tray.className = "tray";
    tray.setAttribute("role", "status");
    document.body.append(tray);
    return tray;
  }
}

customElements.define("hw-upload", Upload);
