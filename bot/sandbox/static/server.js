// Talks to the sandbox: reading, acting, uploading, and the live stream; knows nothing of the page.

/** What the server refused, with its reason. */
export class Refused extends Error {}

/** The server cannot be reached at all. */
export class Unreachable extends Error {}

async function ask(path, how) {
  const response = await fetch(`/sandbox/${path}`, how).catch(() => { throw new Unreachable(); });
  return answer(response);
}

async function answer(response) {
  const body = await response.json().catch(() => ({ error: `HTTP ${response.status}` }));
  if (!response.ok) throw new Refused(body.error ?? `HTTP ${response.status}`);
  return body;
}

/** GET /sandbox/<path>; parameters that are null are left out. */
export async function read(path, parameters = {}) {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== null && value !== undefined));
  return ask(`${path}?${query}`);
}

/** POST JSON to /sandbox/<path>. */
export async function write(path, body) {
  return ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
}

/** POST files; `fields` as for sending a text. `onProgress` is told a share from 0 to 1; aborting `signal` ends it. */
export function upload(files, fields, { onProgress, signal }) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) if (value !== null && value !== undefined) form.append(name, value);
  for (const file of files) form.append("file", file, file.name || "file");
  // fetch cannot tell how far an upload has come.
  const request = new XMLHttpRequest();
  request.responseType = "json";
  return new Promise((resolve, reject) => {
    request.upload.onprogress = (event) => onProgress(event.lengthComputable ? event.loaded / event.total : 0);
    request.onload = () => (request.status === 200 ? resolve(request.response) : reject(new Refused(request.response?.error ?? `HTTP ${request.status}`)));
    request.onerror = () => reject(new Unreachable());
    request.onabort = () => resolve(null);
    signal.addEventListener("abort", () => request.abort());
    request.open("POST", "/sandbox/upload");
    request.send(form);
  });
}

const KINDS = ["message", "edited", "deleted", "chat", "chats", "people", "commands", "action", "winding", "clock", "glass", "activity", "reset"];
const SILENCE = 40000; // the server says something every 15 seconds; after so many milliseconds without, the line is dead

/** Live events for a person after event `after`. `onEvent(kind, data)`, `onState(isConnected)`; returns a closer. */
export function listen(person, after, onEvent, onState) {
  let source = null;
  let last = after;
  let heard = Date.now();
  let retry = 0;

  function connect() {
    source?.close();
    heard = Date.now();
    source = new EventSource(`/sandbox/stream?as=${person}&after=${encodeURIComponent(last)}`);
    source.onopen = () => {
      heard = Date.now();
      onState(true);
    };
    source.addEventListener("beat", () => {
      heard = Date.now();
    });
    for (const kind of KINDS) {
      source.addEventListener(kind, (event) => {
        heard = Date.now();
        last = event.lastEventId || last;
        onEvent(kind, JSON.parse(event.data));
      });
    }
    source.onerror = () => {
      onState(false);
      // The browser reconnects by itself unless the server answered with an error; then we do.
      if (source.readyState !== EventSource.CLOSED) return;
      clearTimeout(retry);
      retry = setTimeout(() => onEvent("reset", {}), 2000);
    };
  }

  // A laptop that slept wakes with a stream that looks open and is dead: nobody tells the browser.
  function check() {
    if (Date.now() - heard > SILENCE) connect();
  }

  const watch = setInterval(check, 5000);
  const onWake = () => document.visibilityState === "visible" && check();
  document.addEventListener("visibilitychange", onWake);
  const onLost = () => onState(false);
  addEventListener("online", connect);
  addEventListener("offline", onLost);
  connect();
  return () => {
    clearInterval(watch);
    clearTimeout(retry);
    document.removeEventListener("visibilitychange", onWake);
    removeEventListener("online", connect);
    removeEventListener("offline", onLost);
    source.close();
  };
}
