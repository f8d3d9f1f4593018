// Keys of a menu: opening puts the focus on its first line, arrows, Home, End and letters
// move, and a browser without anchor positioning gets it placed below its button.
const CONTROLS = "a[href], button:not([disabled])";

class Menu extends HTMLElement {
  connectedCallback() {
    this.menu = this.querySelector("[popover]");
    this.opener = this.querySelector("[popovertarget]");
    // One that is opened by somebody else (hw-files) has the keys alone.
    this.menu?.addEventListener("keydown", (event) => this.#moved(event));
    if (!this.menu || !this.opener) return;
    this.opener.setAttribute("aria-expanded", "false");
    this.menu.addEventListener("toggle", (event) => this.#toggled(event.newState === "open"));
  }

  #toggled(isOpen) {
    this.opener.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) return;
    if (!CSS.supports("position-area: block-end") && innerWidth >= 640) this.#place();
    this.menu.querySelector(CONTROLS)?.focus();
  }

  #place() {
    const button = this.opener.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.menu;
    const isEnd = this.menu.classList.contains("menu--end");
    const left = isEnd ? button.right - width : button.left;
    const below = button.bottom + height + 8 < innerHeight;
    this.menu.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
    this.menu.style.top = `${below ? button.bottom : Math.max(8, button.top - height - 8)}px`;
  }

  #moved(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const lines = [...this.menu.querySelectorAll(CONTROLS)];
    const at = lines.indexOf(document.activeElement);
    const steps = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 };
    let next = steps[event.key];
    if (next === undefined && event.key.length === 1 && event.key !== " ") {
      const later = [...lines.slice(at + 1), ...lines.slice(0, at + 1)];
      const letter = event.key.toLowerCase();
      const found = later.find((line) => line.textContent.trim().toLowerCase().startsWith(letter));
      if (found) next = lines.indexOf(found);
    }
    if (next === undefined || !lines.length) return;
    event.preventDefault();
    event.stopPropagation();
    lines.at(next % lines.length).focus();
  }
}

customElements.define("hw-menu", Menu);
