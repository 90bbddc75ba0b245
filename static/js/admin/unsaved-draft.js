// What is typed into the form of a page stays in the browser until the server has it, so that
// neither a lost network nor an ended session nor a closed tab loses it.
//
// Wagtail's autosave takes what is typed while it waits for the server, or in the first seconds,
// as saved already: here it is made to save once more.
(() => {
  const { gettext } = window.byline;
  const PREFIX = "byline-unsaved:";
  const KEPT_FOR_MS = 30 * 24 * 3600 * 1000;
  const PAUSE_MS = 1000;
  // What differs from one loading of a form to the next, or names what is in it.
  const TECHNICAL = /^(csrfmiddlewaretoken|loaded_revision_.*|overwrite_revision_id|next|comments-.*)$/;
  const STRUCTURE = /-(id|order|type|deleted|count|ORDER|DELETE|[A-Z_]+_FORMS)$/;
  const { user } = document.currentScript.dataset;
  let form = null;
  let sent = null;
  let pause = null;
  let isEdited = false;
  let isWatched = false;

  const keyOf = (path) => `${PREFIX}${user}:${path}`;
  const entries = (data = new FormData(form)) =>
    [...data].filter(([name, value]) => typeof value === "string" && !TECHNICAL.test(name));
  const serialized = (data) => JSON.stringify(entries(data));

  // The words of a form: of rich text only its texts.
  function words(fields) {
    const found = [];
    for (const [name, value] of fields) {
      if (STRUCTURE.test(name)) continue;
      let text = value;
      if (value.startsWith("{")) {
        try {
          text = JSON.parse(value).blocks.map((block) => block.text).join(" ");
        } catch {
          // Not rich text.
        }
      }
      found.push(...text.split(/\s+/u).filter(Boolean));
    }
    return found;
  }

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

  function store(fields) {
    const text = JSON.stringify({ at: Date.now(), fields });
    try {
      localStorage.setItem(keyOf(location.pathname), text);
    } catch {
      for (const key of Object.keys(localStorage)) {
        if (key.startsWith(PREFIX) && key !== keyOf(location.pathname)) localStorage.removeItem(key);
      }
      try {
        localStorage.setItem(keyOf(location.pathname), text);
      } catch {
        // No room at all, or storage is off: the server's copy has to do.
      }
    }
  }

  function read(path) {
    try {
      const draft = JSON.parse(localStorage.getItem(keyOf(path)));
      return Array.isArray(draft?.fields) ? draft : null;
    } catch {
      return null;
    }
  }

  const forget = (path) => {
    try {
      localStorage.removeItem(keyOf(path));
    } catch {
      // Storage is off.
    }
  };

  function autosave() {
    const detail = { type: "edits" };
    form.dispatchEvent(new CustomEvent("w-unsaved:add", { bubbles: true, cancelable: true, detail }));
  }

  function note() {
    clearTimeout(pause);
    pause = setTimeout(() => {
      if (serialized() !== sent) store(entries());
    }, PAUSE_MS);
  }

  function offer(draft) {
    const box = document.createElement("div");
    box.className = "unsaved-draft";
    box.setAttribute("role", "alert");
    const words_ = document.createElement("p");
    const when = new Date(draft.at).toLocaleString(document.documentElement.lang || undefined);
    words_.textContent = `${gettext("Text that was typed here in this browser was never saved:")} ${when}`;
    const details = document.createElement("details");
    const summary = document.createElement("summary");
    summary.textContent = gettext("Look at it");
    const text = document.createElement("textarea");
    text.readOnly = true;
    text.rows = 10;
    text.value = words(draft.fields).join(" ");
    text.setAttribute("aria-label", gettext("Text that was not saved"));
    details.append(summary, text);
    const save = button(gettext("Save it as the newest version"), () => submit(draft));
    const drop = button(gettext("Discard it"), () => {
      forget(location.pathname);
      box.remove();
    });
    drop.classList.add("button-secondary");
    box.append(words_, save, drop, details);
    form.before(box);
  }

  function button(label, action) {
    const element = document.createElement("button");
    element.type = "button";
    element.className = "button button-small";
    element.textContent = label;
    element.addEventListener("click", action);
    return element;
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
    copy.submit();
  }

  function start() {
    form = document.querySelector("form[data-edit-form]");
    if (!form) return;
    let firstPath = location.pathname;
    let atStart = null;
    for (const type of ["input", "change", "keyup", "click", "drop", "paste"]) {
      form.addEventListener(
        type,
        () => {
          isEdited = true;
          note();
        },
        true,
      );
    }
    form.addEventListener("w-autosave:save", (event) => {
      sent = serialized(event.detail.formData);
      store(entries(event.detail.formData));
    });
    form.addEventListener("w-autosave:success", () => {
      forget(firstPath);
      firstPath = location.pathname; // a new page has its own by now
      if (serialized() === sent) {
        forget(location.pathname);
      } else {
        store(entries());
        autosave();
      }
    });
    form.addEventListener("w-unsaved:watch-edits", () => {
      const isFirst = !isWatched;
      isWatched = true;
      if (isFirst && isEdited && atStart !== null && serialized() !== atStart) autosave();
    });
    window.addEventListener("pagehide", () => {
      if (isEdited && pause && serialized() !== sent) store(entries());
    });
    // Widgets have filled their fields by the time that a person can have typed anything.
    form.addEventListener("pointerdown", () => (atStart ??= serialized()), true);
    form.addEventListener("keydown", () => (atStart ??= serialized()), true);

    for (const key of Object.keys(localStorage)) {
      if (!key.startsWith(PREFIX)) continue;
      const { at } = read(key.slice(keyOf("").length)) ?? {};
      if (key.startsWith(keyOf("")) && !(at > Date.now() - KEPT_FOR_MS)) localStorage.removeItem(key);
    }
    const draft = read(location.pathname);
    // Only once the widgets have filled their fields.
    if (draft) {
      window.addEventListener("load", () =>
        setTimeout(() => {
          if (missing(draft.fields, entries()).length) offer(draft);
          else if (!isEdited) forget(location.pathname);
        }),
      );
    }
  }

  document.addEventListener("DOMContentLoaded", start);
})();
