// Asks before a form is sent: opens the dialog named by `dialog`, whose button with
// data-yes sends it. Without script the server asks on a page of its own.
class Confirm extends HTMLElement {
  connectedCallback() {
    this.addEventListener("submit", (event) => this.#asked(event));
  }

  #asked(event) {
    const dialog = document.getElementById(this.getAttribute("dialog"));
    const form = event.target;
    if (!dialog || form.dataset.sure) return;
    event.preventDefault();
    const submitter = event.submitter;
    const yes = dialog.querySelector("[data-yes]");
    const send = (click) => {
      click.preventDefault();
      dialog.close();
      form.dataset.sure = "yes";
      form.requestSubmit(submitter);
      delete form.dataset.sure;
    };
    yes?.addEventListener("click", send);
    dialog.addEventListener(
      "close",
      () => {
        yes?.removeEventListener("click", send);
        submitter?.focus();
      },
      { once: true },
    );
    dialog.showModal();
  }
}

customElements.define("hw-confirm", Confirm);
