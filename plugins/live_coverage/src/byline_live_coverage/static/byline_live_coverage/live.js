// Looks for new updates on an open page, and shows them when the reader wants to. What is asked for
// is the cached part of the page itself: where nothing is new the answer is 304.
const SLOWEST = 120;
const SLOWEST_AFTER_ERRORS = 300;

const region = document.querySelector("[data-live]");
const list = () => region.querySelector("[data-live-list]");
let interval = Number(region.dataset.seconds);
let etag = region.querySelector("[data-etag]")?.dataset.etag;
let timer = null;
let isBusy = false;
let isOver = false;
// Parsed updates that wait for the reader, newest first.
let waiting = [];

const numberOf = (update) => Number(update.dataset.update);
const updatesIn = (element) => [...element.querySelectorAll("[data-update]")];

function schedule() {
  clearTimeout(timer);
  if (isOver || document.hidden) return;
  // Not all readers at once.
  timer = setTimeout(refresh, interval * 1000 * (0.9 + Math.random() * 0.2));
}

async function refresh() {
  if (isBusy || isOver) return;
  isBusy = true;
  const first = Number(region.dataset.seconds);
  try {
    const answer = await fetch(region.dataset.live, {
      // Without a session: the same answer for everybody.
      credentials: "omit",
      cache: "no-store",
      headers: etag ? { "If-None-Match": etag } : {},
    });
    if (answer.status === 304) {
      interval = Math.min(interval * 1.5, SLOWEST);
    } else if (answer.ok) {
      etag = answer.headers.get("ETag");
      const isNew = apply(new DOMParser().parseFromString(await answer.text(), "text/html"));
      interval = isNew ? first : Math.min(interval * 1.5, SLOWEST);
    } else if (answer.status === 404) {
      isOver = true; // readers may not see the story any more
    } else {
      throw new Error(answer.status);
    }
  } catch {
    interval = Math.min(interval * 2, SLOWEST_AFTER_ERRORS);
  }
  isBusy = false;
  schedule();
}

// Brings the page up to date; returns whether there is anything new.
function apply(page) {
  const part = page.querySelector("[data-live-part]");
  if (!part) return false;
  isOver = part.hasAttribute("data-over");
  const shown = new Map(updatesIn(list()).map((update) => [numberOf(update), update]));
  const lowest = Math.min(Infinity, ...shown.keys());
  const current = updatesIn(part);
  const numbers = new Set(current.map(numberOf));
  const oldest = Math.min(Infinity, ...numbers);
  for (const [number, update] of shown) {
    // Just posted here, and not yet known to whoever has answered.
    if (numbers.has(number)) delete update.dataset.own;
    else if ((number >= oldest || !current.length) && !("own" in update.dataset)) update.remove();
  }
  for (const update of current) {
    const before = shown.get(numberOf(update));
    if (before && before.dataset.version !== update.dataset.version) before.replaceWith(adopt(update));
  }
  const summary = region.querySelector("[data-live-summary]");
  const replaced = adopt(part.querySelector("[data-live-summary]"));
  if (summary.innerHTML !== replaced.innerHTML && !summary.contains(document.activeElement)) {
    summary.replaceWith(replaced);
  }
  const isMissing = (number) => !shown.has(number) && (!shown.size || number > lowest);
  waiting = current.filter((update) => isMissing(numberOf(update)));
  // More than a page has appeared: what lies between is on the page of older updates.
  const hasGap = shown.size > 0 && waiting.length === current.length;
  offer(hasGap ? part : null);
  return waiting.length > 0;
}

const adopt = (element) => document.importNode(element, true);

// Says how many there are, politely, and leaves the page where it is.
function offer(part) {
  let place = region.querySelector("[data-live-new]");
  if (!place) {
    place = document.createElement("div");
    place.className = "live__new";
    place.dataset.liveNew = "";
    place.setAttribute("role", "status");
    list().before(place);
  }
  if (!waiting.length) {
    place.replaceChildren();
    return;
  }
  const label =
    waiting.length === 1 ? region.dataset.one : region.dataset.many.replace("{n}", waiting.length);
  let button = place.querySelector("button");
  if (!button) {
    button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    place.append(button);
  }
  if (button.textContent !== label) button.textContent = label;
  button.onclick = () => show(part, place);
}

function show(part, place) {
  const updates = waiting.map(adopt);
  waiting = [];
  if (part) {
    const older = part.querySelector("[data-live-older]");
    list().replaceChildren(...updates);
    region.querySelector("[data-live-older]").replaceWith(adopt(older));
  } else {
    for (const update of updates) insert(update);
  }
  place.replaceChildren();
  reveal(updates[0]);
}

function insert(update) {
  const isOlder = (other) => numberOf(other) < numberOf(update);
  list().insertBefore(update, updatesIn(list()).find(isOlder) ?? null);
}

function reveal(update) {
  update.tabIndex = -1;
  update.focus();
  update.scrollIntoView({ block: "nearest" });
}

region.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-to]");
  const update = link && document.getElementById(link.dataset.to);
  if (!update || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  history.replaceState(null, "", `#${update.id}`);
  update.scrollIntoView();
  reveal(update);
});

document.addEventListener("visibilitychange", () => {
  clearTimeout(timer);
  if (!document.hidden) refresh();
});
// Back in touch: no need to wait.
addEventListener("online", refresh);
schedule();
