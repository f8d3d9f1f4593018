// Light, dark, or as the system says: at once, and kept in a cookie for a year, which the
// server reads, so that no page flashes in the other theme.
class Theme extends HTMLElement {
  connectedCallback() {
    const form = this.querySelector("form");
    if (!form) return;
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#choose(event.submitter?.value ?? "");
    });
  }

  #choose(theme) {
    const root = document.documentElement;
    if (theme) root.dataset.theme = theme;
    else delete root.dataset.theme;
    const age = theme ? 31536000 : 0;
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `theme=${theme}; Path=/; Max-Age=${age}; SameSite=Lax${secure}`;
    for (const button of this.querySelectorAll("button[name=theme]"))
      button.setAttribute("aria-pressed", String(button.value === theme));
  }
}

customElements.define("hw-theme", Theme);
