// What the server says of a file it was sent, whichever way it came.

/** `header` gives one of the answer's; the rest is what becomes of the task. */
export function read(status, header, text, words) {
  if (status >= 400 || status === 0) return { state: "failed", message: refusal(status, header, text, words) };
  return {
    state: header("Hallway-Clash") === "skipped" ? "skipped" : "done",
    lacks: header("Hallway-Needs-Values") ?? "",
    same: duplicates(header("Link") ?? ""),
  };
}

/** Why not, in a sentence: the server's own where it says one. */
export function refusal(status, header, text, words) {
  if (header("Content-Type")?.startsWith("text/plain") && text.trim()) return text.trim();
  return status ? `${words.refused} (${status})` : words.broken;
}

/** The addresses in `Link` of what has the same content (RFC 6249). */
function duplicates(links) {
  return [...links.matchAll(/<([^>]+)>; rel="?duplicate"?/g)].map((found) => found[1]);
}
