// Shows what a form would make of some rows while it is filled in: asks the page again, as
// its button `data-do` would, and takes the sample from the answer.
const WAIT = 400;

class Sample extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.abort = new AbortController();
    const { signal } = this.abort;
    for (const name of ["input", "change"]) this.form.addEventListener(name, () => this.#soon(), { signal });
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    this.abort.abort();
    this.asked?.abort();
  }

  #soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#ask(), WAIT);
  }

  async #ask() {
    this.asked?.abort();
    this.asked = new AbortController();
    const { signal } = this.asked;
    const body = new URLSearchParams(new FormData(this.form));
    body.set("do", this.dataset.do);
    try {
      const response = await fetch(this.form.action, { method: "POST", body, signal, redirect: "error" });
      if (!response.ok) return;
      const answer = new DOMParser().parseFromString(await response.text(), "text/html");
      for (const part of ["[data-words]", "[data-rows]"]) {
        this.querySelector(part).replaceChildren(...answer.querySelector(`hw-sample ${part}`).childNodes);
      }
    } catch (error) {
      if (error.name !== "AbortError") this.querySelector("[data-words]").textContent = "";
    }
  }
}

customElements.define("hw-sample", Sample);
