// Arrow keys in a chart: left and right among those who work for one manager, up to the
// manager, down to the reports. Home leads to the person in the middle.
class Org extends HTMLElement {
  connectedCallback() {
    this.querySelector("[aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
    this.addEventListener("keydown", (event) => this.#pressed(event));
  }

  #pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const levels = [...this.children].map((level) => [...level.querySelectorAll("a")]);
    const row = levels.findIndex((level) => level.includes(document.activeElement));
    if (row < 0) return;
    const at = levels[row].indexOf(document.activeElement);
    const isRight = getComputedStyle(this).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    let next;
    if (event.key === "ArrowUp") next = levels[row - 1]?.[0];
    else if (event.key === "ArrowDown") next = levels[row + 1]?.[0];
    else if (event.key === "Home") next = this.querySelector("[aria-current]");
    else if (event.key.startsWith("Arrow")) next = levels[row][at + (event.key === isRight ? 1 : -1)];
    else return;
    event.preventDefault();
    next?.focus();
    next?.scrollIntoView({ inline: "center", block: "nearest" });
  }
}

customElements.define("hw-org", Org);
