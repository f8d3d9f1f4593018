// The place of toasts. They leave after a while, but not while they are pointed at or
// have the focus, and never when they offer a way back: those are closed by Escape.
const STAY = 6000;

class Toasts extends HTMLElement {
  connectedCallback() {
    for (const toast of this.children) this.#watch(toast);
    this.observer = new MutationObserver((changes) => {
      for (const change of changes)
        for (const node of change.addedNodes) if (node.nodeType === 1) this.#watch(node);
    });
    this.observer.observe(this, { childList: true });
    this.addEventListener("keydown", (event) => {
      if (event.key === "Escape") event.target.closest(".toast")?.remove();
    });
  }

  disconnectedCallback() {
    this.observer?.disconnect();
  }

  /** Shows a sentence; for scripts of pages. */
  say(text) {
    const toast = document.createElement("div");
    toast.className = "toast";
    toast.setAttribute("role", "status");
    toast.textContent = text;
    this.append(toast);
  }

  #watch(toast) {
    if (toast.hasAttribute("data-stays")) return;
    let timer;
    const start = () => {
      clearTimeout(timer);
      timer = setTimeout(() => toast.remove(), STAY);
    };
    const stop = () => clearTimeout(timer);
    toast.addEventListener("pointerenter", stop);
    toast.addEventListener("pointerleave", start);
    toast.addEventListener("focusin", stop);
    toast.addEventListener("focusout", start);
    start();
  }
}

customElements.define("hw-toasts", Toasts);
