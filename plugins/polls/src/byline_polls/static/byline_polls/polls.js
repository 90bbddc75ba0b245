// Votes in place: what a form would lead to is fetched, and put where the form was. Without
// scripts, or where one fails, the form works.
const KEY = "polls";
const REMEMBERED = 50;
const HEADERS = { "X-Requested-With": "fetch" };

// The polls in which this browser has voted: so that they show results when one comes back.
function voted() {
  try {
    const found = JSON.parse(localStorage.getItem(KEY));
    return Array.isArray(found) ? found : [];
  } catch {
    return [];
  }
}

function remember(poll) {
  const others = voted().filter((one) => one !== poll);
  try {
    localStorage.setItem(KEY, JSON.stringify([poll, ...others].slice(0, REMEMBERED)));
  } catch {
    // Full, or not allowed: the form is shown again.
  }
}

async function load(poll, address, options) {
  const response = await fetch(address, { headers: HEADERS, ...options });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const section = page.querySelector("[data-poll]");
  if (!section || section.id !== poll.id) throw new Error("no poll");
  return { section, response };
}

// The region of the notice stays, so that what is put into it is announced.
function show(poll, section) {
  const status = poll.querySelector("[data-poll-status]");
  const notice = section.querySelector("[data-poll-status]");
  status.replaceChildren(...notice.childNodes);
  const before = [...poll.childNodes].slice(0, [...poll.childNodes].indexOf(status));
  const after = [...poll.childNodes].slice([...poll.childNodes].indexOf(status) + 1);
  const fresh = [...section.childNodes];
  const at = fresh.indexOf(notice);
  for (const node of [...before, ...after]) node.remove();
  status.before(...fresh.slice(0, at));
  status.after(...fresh.slice(at + 1));
}

async function send(poll, form, button) {
  const body = new URLSearchParams({ [button.name]: button.value });
  const buttons = [...form.querySelectorAll("button")];
  for (const one of buttons) one.disabled = true;
  try {
    const { section, response } = await load(poll, form.action, { method: "POST", body });
    if (response.ok || response.status === 409) remember(poll.dataset.poll);
    show(poll, section);
    poll.focus({ preventScroll: true });
  } catch {
    const notice = document.createElement("p");
    notice.className = "poll__notice";
    notice.textContent = form.dataset.offline;
    poll.querySelector("[data-poll-status]").replaceChildren(notice);
    for (const one of buttons) one.disabled = false;
    button.focus();
  }
}

for (const poll of document.querySelectorAll("[data-poll]")) {
  poll.addEventListener("submit", (event) => {
    event.preventDefault();
    send(poll, event.target, event.submitter);
  });
  if (!poll.querySelector("form")) continue;
  if (voted().includes(poll.dataset.poll)) {
    load(poll, poll.dataset.poll).then(({ section }) => show(poll, section), () => {});
  } else if (location.hash === `#${poll.id}-voted`) {
    // Somebody else has voted, who shared the address.
    location.replace(`#${poll.id}`);
  }
}
