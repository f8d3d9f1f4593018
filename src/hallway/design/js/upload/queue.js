// The files on their way, a few at a time; each goes in one piece or in parts.
import { drop, sendInParts } from "./parts.js";
import { sendWhole } from "./whole.js";

const MOST = 3;
export const WHOLE = 8 * 1024 * 1024; // Bytes; larger files go in parts.

export class Queue {
  tasks = [];

  /** `changed(task)` hears of each change, `idle()` when nothing goes on any more. */
  constructor({ place, changed, idle }) {
    Object.assign(this, { place, changed, idle });
  }

  get isBusy() {
    return this.tasks.some((one) => one.isOpen);
  }

  add(tasks) {
    this.tasks.push(...tasks);
    for (const task of tasks) this.changed(task);
    this.#next();
  }

  pause(task) {
    if (!task.ways.pause) return;
    task.run?.stop();
    this.#set(task, "paused");
    this.#next();
  }

  /** Goes on with what was paused, or failed. */
  resume(task) {
    if (!task.ways.resume && !task.ways.retry) return;
    task.message = "";
    this.#set(task, "waiting");
    this.#next();
  }

  /** Goes on with what a reload left, now that its file is there again. */
  give(task, file) {
    task.file = file;
    this.#set(task, "waiting");
    this.#next();
  }

  cancel(task) {
    if (!task.ways.cancel) return;
    task.run?.stop();
    drop(task, this.place);
    this.tasks = this.tasks.filter((one) => one !== task);
    this.#set(task, "gone");
    this.#next();
  }

  /** Forgets what is over. */
  clear() {
    for (const task of this.tasks.filter((one) => !one.isOpen && one.state !== "paused")) this.#set(task, "gone");
    this.tasks = this.tasks.filter((one) => one.state !== "gone");
  }

  #next() {
    for (const task of this.tasks.filter((one) => one.state === "waiting")) {
      if (this.tasks.filter((one) => one.isRunning).length >= MOST) return;
      this.#run(task);
    }
  }

  async #run(task) {
    const send = task.url || task.size > WHOLE ? sendInParts : sendWhole;
    this.#set(task, "sending");
    const run = send(task, this.place, (state) => {
      if (task.run === run && task.isRunning) this.#set(task, state);
    });
    task.run = run;
    const answer = await run.result;
    // It was stopped, and perhaps begun anew, in the meantime.
    if (task.run !== run || !task.isRunning) return;
    task.run = null;
    Object.assign(task, answer);
    this.#set(task, answer.state);
    this.#next();
    if (!this.isBusy) this.idle();
  }

  #set(task, state) {
    task.state = state;
    this.changed(task);
  }
}
