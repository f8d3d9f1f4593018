// A board: cards are dragged from lane to lane; what moves them is the form below it,
// so that the page comes back as the server has it. Without a mouse each card's own
// form does the same.
class Board extends HTMLElement {
  connectedCallback() {
    this.form = document.getElementById("board-move");
    if (!this.form) return;
    for (const card of this.querySelectorAll(".board__card")) card.draggable = true;
    this.addEventListener("dragstart", (event) => this.#take(event));
    this.addEventListener("dragend", () => this.#end());
    this.addEventListener("dragover", (event) => this.#over(event));
    this.addEventListener("drop", (event) => this.#drop(event));
  }

  #take(event) {
    this.card = event.target.closest?.(".board__card");
    if (!this.card) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", this.card.dataset.item);
    this.card.classList.add("board__card--moving");
  }

  #over(event) {
    const lane = event.target.closest(".board__col");
    if (!this.card || !lane) return;
    event.preventDefault();
    this.#mark(lane);
  }

  #drop(event) {
    const lane = event.target.closest(".board__col");
    if (!this.card || !lane) return;
    event.preventDefault();
    if (lane !== this.card.closest(".board__col")) {
      this.form.elements.item.value = this.card.dataset.item;
      this.form.elements.lane.value = lane.dataset.lane;
      this.form.requestSubmit();
    }
    this.#end();
  }

  #mark(lane) {
    for (const one of this.querySelectorAll(".board__col"))
      one.classList.toggle("board__col--target", one === lane);
  }

  #end() {
    this.card?.classList.remove("board__card--moving");
    this.card = null;
    this.#mark(null);
  }
}

customElements.define("hw-board", Board);
