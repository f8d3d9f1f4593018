// Sends a large file in parts, by tus; it goes on where it broke off.
import { read, refusal } from "./answer.js";
import { forget, hold } from "./left.js";

const PART = 8 * 1024 * 1024; // Bytes.
const DELAYS = [500, 1000, 2000, 4000, 8000, 15000, 30000, 30000];
const NO_ANSWER = () => null;

// Some 90 kB, and most files are small: it is fetched when it is needed.
let library;
async function tus() {
  library ??= import("../../vendor/tus.min.js");
  try {
    await library;
  } catch (error) {
    library = undefined;
    throw error;
  }
  return window.tus;
}

export function sendInParts(task, place, told) {
  const abort = new AbortController();
  const release = hold(task.print);
  const result = send(task, place, told, abort.signal)
    .catch((error) => failed(error, place.words))
    .finally(release);
  return { result, stop: () => (abort.abort(), release()) };
}

async function send(task, place, told, signal) {
  const { Upload } = await tus();
  if (!signal.aborted && task.file) await transfer(Upload, task, place, told, signal);
  if (signal.aborted) return {};
  told("finishing");
  const answer = await finish(task, place, signal);
  if (answer.state !== "failed") forget(task.print);
  return answer;
}

function transfer(Upload, task, place, told, signal) {
  return new Promise((resolve, reject) => {
    const metadata = { filename: task.name, folder: task.folder, modified: `${task.file.lastModified}` };
    for (const name of ["comment", "clash"]) if (task[name]) metadata[name] = task[name];
    const upload = new Upload(task.file, {
      endpoint: place.endpoint,
      chunkSize: PART,
      retryDelays: DELAYS,
      headers: { "X-CSRFToken": place.token() },
      metadata,
      fingerprint: async () => task.print,
      onShouldRetry: (error) => {
        const status = error.originalResponse?.getStatus() ?? 0;
        if (!mayPass(status)) return false;
        told("retrying");
        return true;
      },
      // A server that is starting says nothing of what it has: to begin anew were wrong.
      onAfterResponse: (request, response) => {
        const status = response.getStatus();
        if (request.getMethod() === "HEAD" && status >= 400 && status !== 404) throw new Error(`${status}`);
      },
      onUploadUrlAvailable: () => (task.url = upload.url),
      onProgress: (sent) => {
        task.sent = sent;
        told("sending");
      },
      onSuccess: resolve,
      onError: reject,
    });
    signal.addEventListener("abort", () => (upload.abort(), resolve()));
    upload.findPreviousUploads().then((found) => {
      if (found.length) upload.resumeFromPreviousUpload(found[0]);
      if (!signal.aborted) upload.start();
    }, reject);
  });
}

/** Whether it may be another time: no answer, a busy server, a file still held. */
function mayPass(status) {
  return status === 0 || status === 409 || status === 423 || (status >= 500 && status !== 507);
}

/** Has the whole file put into its folder; to ask again does it once. */
async function finish(task, place, signal) {
  const headers = { Accept: "text/plain", "X-CSRFToken": place.token() };
  if (task.clash) headers["Hallway-Clash"] = task.clash;
  for (const delay of [...DELAYS.slice(0, 5), 0]) {
    const response = await fetch(task.url, { method: "POST", headers, signal }).catch(NO_ANSWER);
    const status = response?.status ?? 0;
    if (!delay || signal.aborted || !mayPass(status) || status === 409) {
      const header = (name) => response?.headers.get(name) ?? null;
      return read(status, header, (await response?.text()) ?? "", place.words);
    }
    await new Promise((resolve) => setTimeout(resolve, delay));
  }
}

/** Gives it up, here and there; the server may still be reading what was stopped. */
export async function drop(task, place) {
  forget(task.print);
  if (!task.url) return;
  const headers = { "Tus-Resumable": "1.0.0", "X-CSRFToken": place.token() };
  for (const delay of DELAYS.slice(0, 5)) {
    const options = { method: "DELETE", headers, keepalive: true };
    const answer = await fetch(task.url, options).catch(NO_ANSWER);
    if (answer && answer.status !== 423) return;
    await new Promise((resolve) => setTimeout(resolve, delay));
  }
}

function failed(error, words) {
  const response = error.originalResponse;
  if (!response) return { state: "failed", message: error.originalRequest ? words.broken : words.unread };
  const header = (name) => response.getHeader(name) ?? null;
  return { state: "failed", message: refusal(response.getStatus(), header, response.getBody() ?? "", words) };
}
