// Has a passkey made (kind="create") or used (kind="get") when the form in it is sent,
// and sends the answer along as `credential`. The options stand in it as JSON, or are
// fetched from `from`. What goes wrong is said by the element with data-said.
class Passkey extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    if (!this.form) return;
    this.abort = new AbortController();
    const { signal } = this.abort;
    this.form.addEventListener("submit", (event) => this.#submitted(event), { signal });
  }

  disconnectedCallback() {
    this.abort?.abort();
  }

  async #submitted(event) {
    event.preventDefault();
    if (this.busy) return;
    this.busy = true;
    const button = this.form.querySelector("button");
    button.setAttribute("aria-busy", "true");
    this.#say("");
    try {
      const { publicKey } = await this.#options();
      const credential = await this.#ask(publicKey);
      this.form.elements.credential.value = JSON.stringify(credential.toJSON());
      // Past this listener, which would ask again.
      this.form.submit();
    } catch (error) {
      this.busy = false;
      button.removeAttribute("aria-busy");
      this.#say({ NotAllowedError: "cancelled", AbortError: "cancelled", InvalidStateError: "known" }[error.name] ?? "failed");
    }
  }

  async #options() {
    const inside = this.querySelector('script[type="application/json"]');
    if (inside) {
      const given = JSON.parse(inside.textContent);
      return given.creation_options ?? given.request_options;
    }
    const answer = await fetch(this.getAttribute("from"), { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.statusText);
    return (await answer.json()).request_options;
  }

  #ask(publicKey) {
    const { credentials } = navigator;
    if (this.getAttribute("kind") !== "create") {
      return credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) });
    }
    if (this.form.elements.passwordless?.checked) {
      // One that finds its account by itself, and asks for a finger, a face or a PIN.
      publicKey.authenticatorSelection = {
        ...publicKey.authenticatorSelection,
        residentKey: "required",
        requireResidentKey: true,
        userVerification: "required",
      };
    }
    return credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey) });
  }

  #say(what) {
    for (const one of this.querySelectorAll("[data-said]")) one.hidden = one.dataset.said !== what;
  }
}

customElements.define("hw-passkey", Passkey);
