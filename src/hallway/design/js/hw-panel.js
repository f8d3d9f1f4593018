// Shows the item that is chosen in a table beside it: what its link leads to, in a pane
// (show=item). Where there is no room beside the table the link is followed.
const WIDE = "(min-width: 80rem)";

class Panel extends HTMLElement {
  connectedCallback() {
    this.abort = new AbortController();
    const { signal } = this.abort;
    document.addEventListener("click", (event) => this.#clicked(event), { signal });
    document.addEventListener("keydown", (event) => this.#pressed(event), { signal });
  }

  disconnectedCallback() {
    this.abort.abort();
  }

  #clicked(event) {
    if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.target.closest("#rows .cellname__link");
    const close = event.target.closest(".pane__head a");
    if (close && this.opener?.isConnected) this.#close();
    else if (link && matchMedia(WIDE).matches && this.#number(link)) this.#open(link);
    else return;
    event.preventDefault();
  }

  #pressed(event) {
    if (event.key !== "Escape" || !this.opener?.isConnected || !event.target.closest(".pane")) return;
    event.preventDefault();
    this.#close();
  }

  // A folder's link leads on; an item's ends with its number.
  #number(link) {
    const number = link.closest("tr")?.querySelector(".check__box")?.value;
    return link.pathname.endsWith(`/${number}`) ? number : "";
  }

  async #open(link) {
    const address = new URL(location.href);
    address.searchParams.set("show", "item");
    address.searchParams.set("item", this.#number(link));
    try {
      const response = await fetch(address, { redirect: "error" });
      if (!response.ok) throw new Error(response.statusText);
      const answer = new DOMParser().parseFromString(await response.text(), "text/html");
      const pane = answer.querySelector(".pane");
      if (!pane) throw new Error("no pane");
      this.#drop();
      document.querySelector(".workspace").after(pane);
      this.opener = link;
      history.replaceState(null, "", address);
      const title = pane.querySelector(".pane__title");
      title.tabIndex = -1;
      title.focus();
    } catch {
      location.assign(link.href);
    }
  }

  #drop() {
    for (const one of document.querySelectorAll(".sheet > .pane, .sheet > .facets")) one.remove();
  }

  #close() {
    this.#drop();
    const address = new URL(location.href);
    for (const name of ["show", "item"]) address.searchParams.delete(name);
    history.replaceState(null, "", address);
    this.opener.focus();
    this.opener = null;
  }
}

customElements.define("hw-panel", Panel);
