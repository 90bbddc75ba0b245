// Offers what begins as a reader types, under every search field: a combobox with a list, as
// ARIA 1.2 describes it. Without scripts, or where the server has no answer, the field is a field.
const DELAY = 150; // milliseconds
const SHORTEST = 2; // letters
const STORY = "story"; // needs no word that says what it is

function element(name, className, attributes = {}) {
  const made = document.createElement(name);
  made.className = className;
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  return made;
}

function optionOf({ kind, label, url }, id) {
  const option = element("a", "suggestions__option", {
    role: "option", id, href: url, tabindex: "-1", "aria-selected": "false",
  });
  const name = element("span", "suggestions__label");
  name.textContent = label;
  option.append(name);
  if (kind !== STORY) {
    const what = element("span", "suggestions__kind");
    what.textContent = kind[0].toUpperCase() + kind.slice(1);
    option.append(" ", what);
  }
  return option;
}

function enhance(input) {
  const id = `${input.id}-suggestions`;
  const list = element("div", "suggestions", { role: "listbox", id, "aria-label": "Suggestions" });
  const status = element("span", "visually-hidden", { role: "status" });
  let active = -1;
  let timer;
  let request;

  function choose(number) {
    active = number;
    [...list.children].forEach((option, n) => option.setAttribute("aria-selected", n === active));
    const option = list.children[active];
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  }

  function open(isOpen) {
    list.hidden = !isOpen;
    input.setAttribute("aria-expanded", isOpen);
    choose(-1);
  }

  // Forget what is on its way, too.
  function close() {
    clearTimeout(timer);
    request?.abort();
    status.textContent = "";
    open(false);
  }

  function show(suggestions) {
    list.replaceChildren(...suggestions.map((one, n) => optionOf(one, `${id}-${n}`)));
    open(suggestions.length > 0);
    const number = suggestions.length || "No";
    status.textContent = `${number} suggestion${number === 1 ? "" : "s"}`;
  }

  async function load() {
    request = new AbortController();
    const { signal } = request;
    try {
      const query = new URLSearchParams({ q: input.value });
      const answer = await fetch(`${input.dataset.suggest}?${query}`, { signal });
      if (!answer.ok) throw new Error(answer.status);
      const { suggestions } = await answer.json();
      if (!signal.aborted) show(suggestions);
    } catch {
      if (!signal.aborted) close();
    }
  }

  const step = (by) => {
    const number = list.children.length;
    if (!number || input.value.trim().length < SHORTEST) return false;
    const from = list.hidden ? -1 : active;
    open(true);
    choose(from < 0 && by < 0 ? number - 1 : (from + by + number) % number);
    return true;
  };

  const KEYS = {
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    // An option is a link. Without one the form is sent.
    Enter: () => {
      list.children[active]?.click();
      return active >= 0;
    },
    Escape: () => {
      const isUsed = !list.hidden || input.value !== "";
      if (list.hidden) input.value = "";
      close();
      return isUsed;
    },
    Tab: () => close(),
    // Back to the words: the browser moves the caret.
    Home: () => choose(-1),
    End: () => choose(-1),
    ArrowLeft: () => choose(-1),
    ArrowRight: () => choose(-1),
  };

  for (const [name, value] of Object.entries({
    role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-controls": id,
  })) input.setAttribute(name, value);
  input.after(list, status);
  close();

  input.addEventListener("input", () => {
    close();
    list.replaceChildren();
    if (input.value.trim().length >= SHORTEST) timer = setTimeout(load, DELAY);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (KEYS[event.key]?.()) event.preventDefault();
  });
  input.addEventListener("blur", close);
  input.form.addEventListener("submit", close);
  // A press on an option leaves the cursor in the field, so that the list stays for the click.
  list.addEventListener("mousedown", (event) => event.preventDefault());
}

for (const input of document.querySelectorAll("input[data-suggest]")) enhance(input);
