// Lets editors post on the page of the story itself. What is typed is stored in the browser until
// the server has it, together with the key of the form: sent twice, it is stored once. A change of
// an update is stored for the tab, together with the version of the update that it changes.
import { editor } from "./editor.js";

const place = document.querySelector("[data-live-composer]");
const region = document.querySelector(".live");

// Where the browser stores nothing there are no drafts.
function quietly(act) {
  try {
    return act();
  } catch {
    return null;
  }
}

const isPost = (form) => form.dataset.kind === "post";
const storageOf = (form) => (isPost(form) ? localStorage : sessionStorage);
const keyOf = (form) => `live-coverage:${new URL(form.action).pathname}`;
const textOf = (form) => form.elements.text.value.replace(/<[^>]*>|&nbsp;/g, "").trim();

function keep(form) {
  const { headline, text, is_key_moment: moment, form_key: key } = form.elements;
  const isEmpty = !headline.value.trim() && !textOf(form);
  const { version } = form.dataset;
  const draft = { headline: headline.value, text: text.value, moment: moment.checked, key: key.value, version };
  if (isEmpty && isPost(form)) forget(form);
  else quietly(() => storageOf(form).setItem(keyOf(form), JSON.stringify(draft)));
}

const forget = (form) => quietly(() => storageOf(form).removeItem(keyOf(form)));

// What the server has given back is newer than the draft, and so is a change that was stored since.
function isOld(form, draft) {
  return isPost(form) ? Boolean(form.elements.text.value) : draft.version !== form.dataset.version;
}

function restore(form) {
  const draft = quietly(() => JSON.parse(storageOf(form).getItem(keyOf(form))));
  if (!draft || isOld(form, draft)) return;
  form.elements.headline.value = draft.headline ?? "";
  form.elements.text.value = draft.text ?? "";
  form.elements.is_key_moment.checked = Boolean(draft.moment);
  form.elements.form_key.value = draft.key ?? form.elements.form_key.value;
}

function prepare(form) {
  // Of a form with errors, what was typed without a script stays text.
  const isPlain = form.elements.format.value === "text" && form.elements.text.value;
  restore(form);
  if (!isPlain) editor(form);
  form.addEventListener("input", () => keep(form));
  const cancel = form.querySelector("[data-cancel]");
  if (!isPost(form)) cancel?.addEventListener("click", () => forget(form));
}

async function load(address, options) {
  const answer = await fetch(address, { headers: { Accept: "text/html" }, ...options });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return { answer, page, form: page.querySelector("[data-live-form]") };
}

// Takes a form into use, in the place of the one before or of the link to it.
function open(form, before) {
  const own = document.importNode(form, true);
  if (before) before.replaceWith(own);
  else place.replaceChildren(own);
  takeOver(own);
  return own;
}

function takeOver(form) {
  prepare(form);
  // A change of an update is sent as the browser does.
  if (!isPost(form)) return;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form);
  });
}

async function send(form) {
  const button = form.querySelector("[type=submit]");
  if (button.disabled) return;
  const said = form.querySelector("[data-said]");
  button.disabled = true;
  said.textContent = "";
  try {
    const body = new URLSearchParams(new FormData(form));
    body.set("in_place", "1");
    const { answer, page, form: next } = await load(form.action, { method: "POST", body });
    if (answer.status === 403) {
      said.textContent = form.dataset.signedOut;
    } else if (!next) {
      throw new Error(answer.status);
    } else if (answer.status === 201) {
      forget(form);
      const opened = open(next, form);
      show(page);
      opened.querySelector("[data-said]").textContent = form.dataset.posted;
      opened.elements.headline.focus();
    } else {
      const again = open(next, form);
      (again.querySelector(".field--wrong input, .field--wrong [contenteditable]") ??
        again.elements.headline).focus();
    }
  } catch {
    said.textContent = form.dataset.offline;
  }
  button.disabled = false;
}

function show(page) {
  if (!place) {
    // On the form's own page they are listed below it.
    const listed = document.querySelector("[data-live-recent]");
    listed.replaceWith(document.importNode(page.querySelector("[data-live-recent]"), true));
    return;
  }
  const update = page.querySelector("[data-live-posted] [data-update]");
  if (!update || document.getElementById(update.id)) return;
  const own = document.importNode(update, true);
  own.dataset.own = "";
  region.querySelector("[data-live-list]").prepend(own);
}

// Each update gets a link for editors: the page is the same for all.
function addEditLinks() {
  for (const update of region.querySelectorAll("[data-update]:not(:has(.live-update__edit))")) {
    const link = document.createElement("a");
    link.className = "live-update__edit";
    link.href = place.dataset.edit.replace("/1/edit/", `/${update.dataset.update}/edit/`);
    link.textContent = place.dataset.editLabel;
    link.setAttribute("aria-describedby", `update-${update.dataset.update}-label`);
    update.querySelector(".live-update__meta").append(link);
  }
}

if (place) {
  addEditLinks();
  new MutationObserver(addEditLinks).observe(region, { childList: true, subtree: true });
  load(place.dataset.liveComposer)
    .then(({ form }) => form && open(form))
    .catch(() => {}); // the link to the form's own page stays
} else {
  document.querySelectorAll("[data-live-form]").forEach(takeOver);
}
