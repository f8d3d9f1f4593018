// What the grid says: how far saving is, for everybody; what was done, read out.
import { fill } from "./sheet.js";

export class Says {
  constructor(grid, sheet) {
    Object.assign(this, { sheet, words: sheet.words });
    this.live = grid.querySelector("[data-live]");
    this.status = document.querySelector("[data-status]");
    this.mark = document.querySelector("[data-mark]");
  }

  put(name, values) {
    return fill(this.words[name], values);
  }

  quiet(text) {
    this.live.textContent = text;
  }

  // Several may come together: each is read.
  loud(text) {
    const isSame = this.asked;
    this.live.textContent = isSame ? `${this.live.textContent} ${text}`.slice(0, 1000) : text;
    this.asked = true;
    queueMicrotask(() => (this.asked = false));
  }

  // How many rows are where on their way; `problem` says why they are.
  state(problem = "") {
    const count = (...states) => this.sheet.rows.filter((tr) => states.includes(tr.dataset.state)).length;
    const [saving, wrong, changed] = [count("saving"), count("refused", "conflict"), count("changed")];
    let [words, mark] = ["", "saved"];
    if (problem) [words, mark] = [problem, "saved saved--bad"];
    else if (saving) [words, mark] = [this.put("saving", { count: saving }), "saved saved--busy"];
    else if (wrong) [words, mark] = [this.put("refused", { count: wrong }), "saved saved--bad"];
    else if (changed) [words, mark] = [this.words.changed, "saved saved--open"];
    else if (count("saved")) words = this.words.saved;
    this.status.textContent = words;
    this.mark.className = mark;
    this.mark.hidden = !words;
  }
}
