// What was on its way when a page ended: kept by the browser, under what it is known by.
import { Task } from "./task.js";

const KEPT = "tus::";

/** Says, as long as it is not released, that a page sends this one now. */
export function hold(print) {
  let release;
  const until = new Promise((resolve) => (release = resolve));
  navigator.locks?.request(print, { ifAvailable: true }, () => until);
  return release;
}

/** Forgets what is kept of an upload. */
export function forget(print) {
  for (const [key] of stored(`${print}::`)) localStorage.removeItem(key);
}

/** What is kept under names that begin so; nothing where nothing may be kept. */
function stored(print) {
  try {
    return Object.entries(localStorage).filter(([key]) => key.startsWith(`${KEPT}${print}`));
  } catch {
    return [];
  }
}

/** The uploads of somebody's that no page is sending, as tasks that lack their file. */
export async function leftOf(place) {
  const found = await Promise.all(kept(place).map(async (one) => ((await isFree(one)) ? ask(one) : null)));
  return found.filter(Boolean);
}

/** Tells whether no page sends it; one that is just being left has a moment to end. */
async function isFree(task) {
  if (!navigator.locks) return true;
  const signal = AbortSignal.timeout(2000);
  return navigator.locks.request(task.print, { signal }, () => true).catch(() => false);
}

function kept(place) {
  const tasks = new Map();
  for (const [key, text] of stored(`hallway|${place.owner}|`)) {
    const print = key.slice(KEPT.length, key.lastIndexOf("::"));
    try {
      const { size, uploadUrl, metadata } = JSON.parse(text);
      const { filename: name, folder, clash = "", comment = "" } = metadata;
      const url = new URL(uploadUrl, location.href);
      if (url.origin !== location.origin) continue;
      tasks.set(print, new Task({ print, size, url: url.href, name, folder, clash, comment }));
    } catch {
      localStorage.removeItem(key);
    }
  }
  return [...tasks.values()];
}

/** How far it is; null where the server knows it no more. */
async function ask(task) {
  const headers = { "Tus-Resumable": "1.0.0" };
  const answer = await fetch(task.url, { method: "HEAD", headers }).catch(() => null);
  if (answer?.status === 404) forget(task.print);
  if (!answer?.ok) return null;
  task.sent = Number(answer.headers.get("Upload-Offset"));
  // All of it is there: it need only be put into its folder.
  task.state = task.sent === task.size ? "waiting" : "left";
  return task;
}
