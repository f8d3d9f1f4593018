// Something that is being made: looks each second whether it is there, and shows it.
const PAUSE = 1000;
const MOST = 180;

class Pending extends HTMLElement {
  connectedCallback() {
    this.looks = 0;
    this.timer = setTimeout(() => this.#look(), PAUSE / 2);
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  async #look() {
    this.looks += 1;
    try {
      const response = await fetch(location.href, { redirect: "error" });
      if (response.ok) {
        const answer = new DOMParser().parseFromString(await response.text(), "text/html");
        const made = answer.querySelector(".viewer__body");
        if (made && !made.querySelector("hw-pending")) {
          this.closest(".viewer__body").replaceWith(document.adoptNode(made));
          return;
        }
      }
    } catch {
      // The network may be back with the next look.
    }
    if (this.looks < MOST && this.isConnected) this.timer = setTimeout(() => this.#look(), PAUSE);
  }
}

customElements.define("hw-pending", Pending);
