// The list of a library (c/filerow.html in hw-select): says how many rows are chosen,
// opens the menu of a row, which the link "…" asks for with show=menu, and knows its keys.
const KEYS = {
  F2: 'a[href*="show=rename"]',
  Delete: 'form[action*="do=delete"] button',
};
const LINES = "a[href], button:not([disabled])";

class Files extends HTMLElement {
  connectedCallback() {
    this.menu = this.querySelector(".files__menu");
    this.addEventListener("hw-select", () => this.#count());
    this.addEventListener("click", (event) => this.#clicked(event));
    this.addEventListener("contextmenu", (event) => this.#pointed(event));
    this.addEventListener("keydown", (event) => this.#pressed(event));
    this.menu?.addEventListener("toggle", (event) => this.#toggled(event.newState === "open"));
    this.#count();
  }

  get #chosen() {
    return this.querySelectorAll("tbody .check__box:checked").length;
  }

  #count() {
    const count = this.#chosen;
    const words = this.querySelector(".cmdbar__count");
    if (words) words.textContent = count ? words.dataset.words.replace("%d", count) : "";
    for (const one of this.querySelectorAll("[data-single]")) one.hidden = count > 1;
    this.querySelector("hw-roving")?.dispatchEvent(new Event("hw-changed"));
  }

  #clear() {
    for (const box of this.querySelectorAll(".check__box")) box.checked = false;
    this.querySelector("tbody .check__box")?.dispatchEvent(new Event("change", { bubbles: true }));
  }

  #clicked(event) {
    const { target } = event;
    const copied = target.closest("[data-copy]");
    const more = target.closest(".cellname__acts a");
    if (target.closest("[data-clear]")) this.#clear();
    else if (copied) this.#copy(copied);
    else if (more && this.menu && !event.ctrlKey && !event.metaKey && !event.shiftKey) this.#open(more);
    else return;
    event.preventDefault();
  }

  async #copy(link) {
    this.menu.hidePopover();
    try {
      await navigator.clipboard.writeText(link.href);
      document.querySelector("hw-toasts")?.say(link.dataset.copy);
    } catch {
      location.assign(link.href); // Not allowed to: the address stands in the bar then.
    }
  }

  // Links keep the browser's own menu: a new tab, the address.
  #pointed(event) {
    const more = event.target.closest("tbody tr")?.querySelector(".cellname__acts a");
    if (!more || event.target.closest("a, input")) return;
    event.preventDefault();
    this.#open(more, { x: event.clientX, y: event.clientY });
  }

  #pressed(event) {
    const row = event.target.closest("tbody tr");
    const more = row?.querySelector(".cellname__acts a");
    if (!more || event.ctrlKey || event.metaKey) return;
    if (event.altKey) {
      if (event.key !== "Enter") return;
      location.assign(more.href);
    } else if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) this.#open(more);
    else if (event.key === "Delete" && this.#chosen) this.querySelector("button[value=delete]")?.click();
    else if (event.key in KEYS) this.#press(more, KEYS[event.key]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  async #press(more, line) {
    if (await this.#fill(more)) this.menu.querySelector(line)?.click();
  }

  async #open(more, at) {
    if (!(await this.#fill(more))) return;
    if (this.menu.matches(":popover-open")) this.menu.hidePopover();
    this.opener = more;
    this.menu.showPopover();
    this.#place(at);
    this.menu.querySelector(LINES)?.focus();
  }

  // What may be done with a row is asked when it is wanted: the list stays light, and
  // the menu is right also where the list is old.
  async #fill(more) {
    const address = new URL(more.href);
    address.searchParams.set("show", "menu");
    try {
      const response = await fetch(address, { redirect: "error" });
      if (!response.ok) throw new Error(response.statusText);
      const answer = new DOMParser().parseFromString(await response.text(), "text/html");
      this.menu.setAttribute("aria-label", more.getAttribute("aria-label"));
      this.menu.replaceChildren(...answer.querySelector(".menu__lines").childNodes);
      return true;
    } catch {
      location.assign(more.href); // The pane says what is the matter.
      return false;
    }
  }

  #place(at) {
    const { style, offsetWidth: width, offsetHeight: height } = this.menu;
    style.left = style.top = "";
    if (innerWidth < 640) return;
    const button = this.opener.getBoundingClientRect();
    const left = at?.x ?? button.right - width;
    const top = at?.y ?? button.bottom;
    const above = (at?.y ?? button.top) - height - 8;
    style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
    style.top = `${top + height + 8 < innerHeight ? top : Math.max(8, above)}px`;
  }

  #toggled(isOpen) {
    this.opener?.setAttribute("aria-expanded", String(isOpen));
  }
}

customElements.define("hw-files", Files);
