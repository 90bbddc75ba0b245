// What is typed into the form of a page stays in the browser until the server has it, so that
// neither a lost network nor an ended session nor a closed tab loses it.
//
// Whenever Wagtail begins to watch a form for edits, twice after loading and after each autosave, it
// takes what is in it as saved: what was typed since the server had it is then saved once more here.
(() => {
  const { gettext } = window.byline;
  const { user } = document.currentScript.dataset;
  const PREFIX = "byline-unsaved:";
  const SUBMITTED = "byline-submitted";
  const KEPT_FOR_MS = 30 * 24 * 3600 * 1000;
  const PAUSE_MS = 1000;
  const TYPED_FOR_MS = 10_000;
  // What differs from one loading of a form to the next, or names what is in it.
  const TECHNICAL = /^(csrfmiddlewaretoken|autosave|loaded_revision_.*|overwrite_revision_id|next|comments-.*)$/;
  const STRUCTURE = /-(id|order|type|deleted|count|ORDER|DELETE|[A-Z_]+_FORMS)$/;
  // Each loading of a form has a draft of its own: other tabs, and what is offered, have others.
  const loading = crypto.randomUUID();
  let form = null;
  let saved = null;
  let pause = null;
  let warning = null;
  // Since when the server lacks something of the form.
  let unsavedSince = null;

  const keysOf = (path) => `${PREFIX}${user}:${path}:`;
  const ownKey = () => keysOf(location.pathname) + loading;
  const revision = () => form.querySelector("[name=loaded_revision_id]")?.value ?? "";
  const entries = (data = confirmed(new FormData(form))) =>
    [...data].filter(([name, value]) => typeof value === "string" && !TECHNICAL.test(name));
  const serialized = (data) => JSON.stringify(entries(data));

  // A date that is typed into a dialog counts when the dialog is confirmed, which sends the form.
  function confirmed(data) {
    const within = ":is(.w-dialog, dialog)";
    for (const field of form.querySelectorAll(`${within} :is(input, textarea, select)[name]`)) {
      const hasValue = !["checkbox", "radio", "file"].includes(field.type);
      if (hasValue && data.has(field.name)) data.set(field.name, initialValue(field));
    }
    return data;
  }

  function initialValue(field) {
    if (field.tagName !== "SELECT") return field.defaultValue;
    return [...field.options].find((option) => option.defaultSelected)?.value ?? "";
  }

  // Storage may be off.
  function attempt(action) {
    try {
      return action();
    } catch {
      return null;
    }
  }

  const remove = (key) => attempt(() => localStorage.removeItem(key));
  const read = (key) => attempt(() => JSON.parse(localStorage.getItem(key)));

  // The keys of drafts that begin so, the oldest first.
  function drafts(beginning) {
    const keys = attempt(() => Object.keys(localStorage)) ?? [];
    return keys
      .filter((key) => key.startsWith(beginning))
      .map((key) => ({ key, ...read(key) }))
      .toSorted((one, other) => (one.at ?? 0) - (other.at ?? 0));
  }

  function store(fields, key = ownKey()) {
    unsavedSince ??= Date.now();
    const text = JSON.stringify({ at: Date.now(), revision: revision(), fields });
    const others = drafts(`${PREFIX}${user}:`).filter((one) => ![key, ownKey()].includes(one.key));
    while (attempt(() => localStorage.setItem(key, text) ?? true) === null) {
      // No room: the oldest goes, but not for what is too large for an empty storage.
      if (!others.length || text.length > 2_000_000) {
        warn();
        return;
      }
      remove(others.shift().key);
    }
    warning?.remove();
    warning = null;
  }

  // Say that nothing can be kept here, until it can.
  function warn() {
    if (warning) return;
    const text = document.createElement("p");
    text.textContent = gettext(
      "This browser has no room to keep what you type: it is safe only once it is saved.",
    );
    warning = box("status");
    warning.classList.add("unsaved-draft--warning");
    warning.append(text);
    form.before(warning);
  }

  function box(role) {
    const element = document.createElement("div");
    element.className = "unsaved-draft";
    element.setAttribute("role", role);
    return element;
  }

  // The lines of a form: of rich text only its texts.
  function lines(fields) {
    const found = [];
    for (const [name, value] of fields) {
      if (STRUCTURE.test(name)) continue;
      const rich = value.startsWith("{") ? attempt(() => JSON.parse(value).blocks) : null;
      found.push(...(rich ? rich.map((block) => block.text) : value.split("\n")));
    }
    return found.filter((line) => line.trim());
  }

  const words = (fields) => lines(fields).flatMap((line) => line.split(/\s+/u).filter(Boolean));

  // The words of one form that another has not.
  function missing(fields, others) {
    const counts = new Map();
    for (const word of words(others)) counts.set(word, (counts.get(word) ?? 0) + 1);
    return words(fields).filter((word) => {
      const left = counts.get(word) ?? 0;
      counts.set(word, left - 1);
      return left <= 0;
    });
  }

  function autosave() {
    const detail = { type: "edits" };
    form.dispatchEvent(new CustomEvent("w-unsaved:add", { bubbles: true, cancelable: true, detail }));
  }

  function note() {
    clearTimeout(pause);
    pause = setTimeout(storeUnsaved, PAUSE_MS);
  }

  function storeUnsaved() {
    if (saved !== null && serialized() !== saved) store(entries());
  }

  // What is deleted before the server had it, as without a network, stays here as a draft of its own.
  function storeBeforeDeletion() {
    const isUnsaved = unsavedSince !== null && serialized() !== saved;
    if (isUnsaved && unsavedSince <= Date.now() - TYPED_FOR_MS) {
      store(entries(), `${ownKey()}:${Date.now()}`);
    }
  }

  function watch() {
    let path = location.pathname;
    for (const type of ["pointerdown", "keydown", "beforeinput"]) {
      // Widgets have filled their fields by the time that a person can have typed anything.
      form.addEventListener(type, () => (saved ??= serialized()), true);
    }
    for (const type of ["input", "change", "keyup", "click", "drop", "paste"]) {
      form.addEventListener(type, note, true);
    }
    form.addEventListener("byline:blocks-change", storeBeforeDeletion);
    let sent = null;
    let retryMs = 2000;
    form.addEventListener("w-autosave:save", ({ detail }) => {
      confirmed(detail.formData).set("autosave", "1");
      sent = serialized(detail.formData);
      store(entries(detail.formData));
    });
    form.addEventListener("w-autosave:success", () => {
      remove(keysOf(path) + loading);
      path = location.pathname; // a new page has its own by now
      saved = sent;
      unsavedSince = null;
      retryMs = 2000;
      if (serialized() === sent) {
        remove(ownKey());
      } else {
        store(entries());
        autosave();
      }
    });
    // Wagtail tries again after an error of the network, but not of the server.
    form.addEventListener("w-autosave:error", ({ detail }) => {
      if (detail.type === "server_error") {
        setTimeout(autosave, retryMs);
        retryMs = Math.min(2 * retryMs, 60_000);
      }
    });
    form.addEventListener("w-unsaved:watch-edits", () => {
      saved ??= serialized();
      if (![saved, sent].includes(serialized())) autosave();
    });
    form.addEventListener("submit", () => {
      storeUnsaved();
      attempt(() => sessionStorage.setItem(SUBMITTED, ownKey()));
    });
    window.addEventListener("pagehide", storeUnsaved);
  }

  function button(label, action) {
    const element = document.createElement("button");
    element.type = "button";
    element.className = "button button-small";
    element.textContent = label;
    element.addEventListener("click", action);
    return element;
  }

  // The lines that a form has not, to read; all of them where only some words are fewer.
  function unsavedText(fields, others) {
    const known = new Set(lines(others));
    const found = lines(fields).filter((line) => !known.has(line));
    return (found.length ? found : lines(fields)).join("\n\n");
  }

  function offer(draft) {
    const element = box("alert");
    const message = document.createElement("p");
    const when = new Date(draft.at).toLocaleString(document.documentElement.lang || undefined, {
      dateStyle: "medium",
      timeStyle: "short",
    });
    const title = document.createElement("strong");
    title.textContent = `${gettext("Text that was typed here in this browser was never saved:")} ${when}`;
    message.append(title);
    const details = document.createElement("details");
    const summary = document.createElement("summary");
    summary.textContent = gettext("Look at it");
    const text = document.createElement("textarea");
    text.readOnly = true;
    text.rows = 6;
    text.value = unsavedText(draft.fields, entries());
    text.setAttribute("aria-label", gettext("Text that was not saved"));
    details.append(summary, text);
    const isOutdated = draft.revision !== revision();
    if (isOutdated) {
      message.append(` ${gettext("The page was changed since: the newer version stays in the history.")}`);
    }
    const label = isOutdated
      ? gettext("Save it in place of the newer version")
      : gettext("Save it as the newest version");
    const save = button(label, () => submit(draft));
    const drop = button(gettext("Discard it"), () => {
      remove(draft.key);
      element.remove();
    });
    drop.classList.add("button-secondary");
    element.append(message, details, save, drop);
    form.before(element);
  }

  // Post the fields as they were, by a form like this one.
  function submit(draft) {
    const copy = document.createElement("form");
    copy.method = "post";
    copy.action = form.action;
    const current = [...new FormData(form)].filter(([name]) => TECHNICAL.test(name));
    for (const [name, value] of [...draft.fields, ...current]) {
      if (name === "overwrite_revision_id" || typeof value !== "string") continue;
      const input = document.createElement("textarea");
      input.name = name;
      input.value = value;
      copy.append(input);
    }
    copy.hidden = true;
    document.body.append(copy);
    attempt(() => sessionStorage.setItem(SUBMITTED, draft.key));
    copy.submit();
  }

  function start() {
    form = document.querySelector("form[data-edit-form]");
    if (!form) return;
    watch();
    for (const { key, at } of drafts(PREFIX)) {
      if (!(at > Date.now() - KEPT_FOR_MS)) remove(key);
    }
    // Only once the widgets have filled their fields.
    window.addEventListener("load", () => setTimeout(offerDrafts));
  }

  // Offer what this page has not, and forget what it has, also of the form that led here.
  function offerDrafts() {
    const current = entries();
    const submitted = attempt(() => sessionStorage.getItem(SUBMITTED));
    attempt(() => sessionStorage.removeItem(SUBMITTED));
    for (const draft of drafts(PREFIX)) {
      const isOfThisPage = draft.key.startsWith(keysOf(location.pathname));
      if (draft.key === ownKey() || !Array.isArray(draft.fields)) continue;
      if (isOfThisPage || draft.key === submitted) {
        if (!missing(draft.fields, current).length) remove(draft.key);
        else if (isOfThisPage) offer(draft);
      }
    }
  }

  document.addEventListener("DOMContentLoaded", start);
})();
