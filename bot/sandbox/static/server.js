// Talks to the sandbox: reading, acting, uploading, and the live stream; knows nothing of the page.

/** What the server refused, with its reason. */
export class Refused extends Error {}

async function answer(response) {
  const body = await response.json().catch(() => ({ error: `HTTP ${response.status}` }));
  if (!response.ok) throw new Refused(body.error ?? `HTTP ${response.status}`);
  return body;
}

/** GET /sandbox/<path>; parameters that are null are left out. */
export async function read(path, parameters = {}) {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== null && value !== undefined));
  return answer(await fetch(`/sandbox/${path}?${query}`));
}

/** POST JSON to /sandbox/<path>. */
export async function write(path, body) {
  return answer(await fetch(`/sandbox/${path}`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }));
}

/** POST files; `fields` as for sending a text. */
export async function upload(files, fields) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) if (value !== null && value !== undefined) form.append(name, value);
  for (const file of files) form.append("file", file, file.name || "file");
  return answer(await fetch("/sandbox/upload", { method: "POST", body: form }));
}

const KINDS = ["message", "edited", "deleted", "chat", "chats", "people", "commands", "action", "clock", "activity", "reset"];

/** Live events for a person after event `after`. `onEvent(kind, data)`, `onState(isConnected)`; returns a closer. */
export function listen(person, after, onEvent, onState) {
  let source = null;
  let last = after;
  let timer = 0;
  let closed = false;

  function connect() {
    source = new EventSource(`/sandbox/stream?as=${person}&after=${last}`);
    source.onopen = () => onState(true);
    for (const kind of KINDS) {
      source.addEventListener(kind, (event) => {
        last = event.lastEventId || last;
        onEvent(kind, JSON.parse(event.data));
      });
    }
    source.onerror = () => {
      onState(false);
      // The browser reconnects by itself unless the server answered with an error; then we do.
      if (source.readyState === EventSource.CLOSED && !closed) timer = setTimeout(() => onEvent("reset", {}), 2000);
    };
  }

  connect();
  return () => {
    closed = true;
    clearTimeout(timer);
    source.close();
  };
}
