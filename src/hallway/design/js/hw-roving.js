// One stop of Tab for a whole bar; arrows, Home and End move inside it.
const CONTROLS = "a[href], button:not([disabled]), input:not([type=hidden])";

class Roving extends HTMLElement {
  connectedCallback() {
    if (!this.controls.length) return;
    this.#start();
    // What is shown in the bar has changed: a hidden control is no stop.
    this.addEventListener("hw-changed", () => this.#start());
    this.addEventListener("focusin", (event) => {
      if (this.controls.includes(event.target)) this.#stop(event.target);
    });
    this.addEventListener("keydown", (event) => this.#pressed(event));
  }

  get controls() {
    return [...this.querySelectorAll(CONTROLS)].filter((one) => !one.closest("[popover], dialog"));
  }

  #start() {
    const seen = this.controls.filter((one) => one.checkVisibility());
    const now = seen.find((one) => one.tabIndex === 0 && one === document.activeElement);
    this.#stop(now ?? seen.find((one) => one.matches("[aria-current]")) ?? seen[0] ?? this.controls[0]);
  }

  #stop(chosen) {
    for (const one of this.controls) one.tabIndex = one === chosen ? 0 : -1;
  }

  #pressed(event) {
    const seen = this.controls.filter((one) => one.checkVisibility());
    const at = seen.indexOf(event.target);
    if (at < 0 || event.target.matches("input") || event.ctrlKey || event.altKey) return;
    const forward = getComputedStyle(this).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const back = forward === "ArrowRight" ? "ArrowLeft" : "ArrowRight";
    const next = { [forward]: at + 1, [back]: at - 1, Home: 0, End: -1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    seen.at(next % seen.length).focus();
  }
}

customElements.define("hw-roving", Roving);
