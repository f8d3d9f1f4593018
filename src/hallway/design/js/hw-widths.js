// Edges of a table's heads that are dragged, or moved by arrow keys, to make columns wider.
// What is on the page has its widths already, as attributes of `col`. With `data-save` the
// view keeps a width; otherwise it lasts as long as the page.
const STEP = 10;
const LEAP = 50;
const LEAST = 40;
const MOST = 2000;
const USUAL = 180;
const QUIET = 600;

class Widths extends HTMLElement {
  connectedCallback() {
    this.table = this.querySelector("table");
    this.words = JSON.parse(this.dataset.words);
    for (const th of this.querySelectorAll("th[data-name]")) this.#edge(th);
    this.addEventListener("pointerdown", (event) => this.#take(event));
    this.addEventListener("keydown", (event) => this.#pressed(event));
    this.addEventListener("dblclick", (event) => this.#isEdge(event) && this.#free(event.target));
    this.addEventListener("focusout", (event) => this.#isEdge(event) && this.#keepNow());
  }

  #edge(th) {
    const edge = document.createElement("span");
    edge.className = "table__edge";
    edge.tabIndex = 0;
    const title = (th.dataset.title || th.textContent).trim();
    const facts = { role: "separator", "aria-orientation": "vertical", "aria-valuemin": LEAST, "aria-valuemax": MOST };
    for (const [name, value] of Object.entries(facts)) edge.setAttribute(name, value);
    edge.setAttribute("aria-label", this.words.edge.replace("{column}", title));
    // The edge is no part of what the column is called.
    th.setAttribute("aria-label", title);
    th.append(edge);
    this.#tell(edge);
  }

  #isEdge(event) {
    return event.target.matches?.(".table__edge");
  }

  #col(edge) {
    return this.table.querySelectorAll("col")[edge.closest("th").cellIndex];
  }

  #width(edge) {
    return Math.round(edge.closest("th").getBoundingClientRect().width);
  }

  #tell(edge) {
    edge.setAttribute("aria-valuenow", this.#width(edge));
  }

  // Every column stays as wide as it is, so that one can change alone.
  #hold() {
    if (this.isHeld) return;
    this.isHeld = true;
    const cols = [...this.table.querySelectorAll("col")];
    const heads = [...this.table.tHead.rows[0].cells];
    const wide = heads.map((th) => Math.ceil(th.getBoundingClientRect().width) || USUAL);
    cols.forEach((col, at) => (col.width = wide[at]));
    this.table.classList.add("table--set", "table--exact");
    this.#sum();
  }

  #sum() {
    const cols = [...this.table.querySelectorAll("col")];
    this.table.style.inlineSize = `${cols.reduce((sum, col) => sum + Number(col.width), 0)}px`;
  }

  #put(edge, width) {
    this.#hold();
    this.#col(edge).width = Math.max(LEAST, Math.min(MOST, Math.round(width)));
    this.#sum();
    this.#tell(edge);
    this.changed = edge;
  }

  get #way() {
    return getComputedStyle(this).direction === "rtl" ? -1 : 1;
  }

  #take(event) {
    if (event.button || !this.#isEdge(event)) return;
    const edge = event.target;
    const { clientX } = event;
    const from = this.#width(edge);
    const abort = new AbortController();
    const { signal } = abort;
    event.preventDefault();
    edge.focus();
    edge.setPointerCapture(event.pointerId);
    const move = (now) => this.#put(edge, from + (now.clientX - clientX) * this.#way);
    edge.addEventListener("pointermove", move, { signal });
    const stop = () => {
      abort.abort();
      this.#keepNow();
    };
    edge.addEventListener("pointerup", stop, { signal });
    edge.addEventListener("pointercancel", stop, { signal });
  }

  #pressed(event) {
    if (!this.#isEdge(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    const edge = event.target;
    const step = (event.shiftKey ? LEAP : STEP) * this.#way;
    const now = this.#width(edge);
    const to = { ArrowRight: now + step, ArrowLeft: now - step, Home: LEAST }[event.key];
    if (event.key === "Delete") this.#free(edge);
    else if (to === undefined) return;
    else this.#put(edge, to);
    event.preventDefault();
    event.stopPropagation();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#keepNow(), QUIET);
  }

  // As wide as the page makes it.
  #free(edge) {
    this.#put(edge, USUAL);
    this.isFreed = true;
    this.#keepNow();
  }

  async #keepNow() {
    clearTimeout(this.timer);
    const edge = this.changed;
    this.changed = null;
    if (!edge || !this.dataset.save) return;
    const body = new URLSearchParams();
    body.set("do", "column-width");
    body.set("column", edge.closest("th").dataset.name);
    body.set("width", this.isFreed ? "" : this.#col(edge).width);
    body.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
    this.isFreed = false;
    const response = await fetch(this.dataset.save, { method: "POST", body }).catch(() => null);
    if (!response?.ok) this.#say(this.words.failed);
    else if (!this.wasSaid) this.#say(this.words.kept);
    this.wasSaid = Boolean(response?.ok);
  }

  #say(text) {
    document.querySelector("hw-toasts")?.say(text);
  }
}

customElements.define("hw-widths", Widths);
