// Sends a small file in one piece, as the form does.
import { read } from "./answer.js";

export function sendWhole(task, place, told) {
  const body = new FormData();
  body.append("csrfmiddlewaretoken", place.token());
  body.append("comment", task.comment);
  if (task.clash) body.append("clash", task.clash);
  body.append("files", task.file, task.name);
  const request = new XMLHttpRequest();
  const result = new Promise((resolve) => {
    request.open("POST", task.action);
    request.setRequestHeader("Accept", "text/plain");
    request.upload.addEventListener("progress", (event) => {
      task.sent = Math.min(task.size, event.loaded);
      told(event.loaded < event.total ? "sending" : "finishing");
    });
    const header = (name) => request.getResponseHeader(name);
    request.addEventListener("load", () => resolve(read(request.status, header, request.responseText, place.words)));
    request.addEventListener("error", () => resolve({ state: "failed", message: place.words.broken }));
    request.send(body);
  });
  return { result, stop: () => request.abort() };
}
