// One file on its way, and what its state allows.
const OPEN = new Set(["waiting", "sending", "retrying", "finishing"]);
const RUNNING = new Set(["sending", "retrying", "finishing"]);

export class Task {
  state = "waiting";
  sent = 0;
  message = "";
  same = []; // Addresses of files with the same content.
  lacks = ""; // The number of a file that lacks values.

  constructor(given) {
    const unknown = { action: "", comment: "", clash: "", print: "", url: "", dir: "", path: given.name };
    Object.assign(this, unknown, { size: given.file?.size ?? 0 }, given);
  }

  get isRunning() {
    return RUNNING.has(this.state);
  }

  /** Something still happens to it without anybody doing anything. */
  get isOpen() {
    return OPEN.has(this.state);
  }

  /** It has come to its end, good or bad. */
  get isOver() {
    return ["done", "skipped"].includes(this.state);
  }

  /** Which of the buttons of its row can be pressed. */
  get ways() {
    const { state } = this;
    return {
      pause: ["waiting", "sending", "retrying"].includes(state),
      resume: state === "paused",
      retry: state === "failed" && Boolean(this.file || this.url),
      choose: state === "left",
      cancel: !this.isOver && state !== "finishing",
    };
  }
}

/** What a file is known by after a reload: whose it is, where to, which it is. */
export function printOf(owner, folder, file) {
  return ["hallway", owner, folder, file.name, file.size, file.lastModified].join("|");
}
