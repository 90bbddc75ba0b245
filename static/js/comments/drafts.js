// Keeps what a reader types in this browser until it is sent: one draft a story and comment
// that is answered.
const FIELDS = ["text", "name"];

function keyOf(form) {
  if (form?.dataset.form !== "write") return null;
  const { pathname } = new URL(form.action);
  return `comment-draft:${pathname}:${form.elements.reply_to.value}`;
}

// Where the browser stores nothing there are no drafts.
function quietly(act) {
  try {
    return act();
  } catch {
    return null;
  }
}

export function keep(form) {
  const key = keyOf(form);
  if (!key) return;
  const typed = FIELDS.map((name) => [name, form.elements[name].value]);
  const isEmpty = !form.elements.text.value.trim();
  const draft = JSON.stringify(Object.fromEntries(typed));
  quietly(() => (isEmpty ? localStorage.removeItem(key) : localStorage.setItem(key, draft)));
}

// What the server has given back is newer than the draft.
export function fillIn(form) {
  const key = keyOf(form);
  const draft = key && quietly(() => JSON.parse(localStorage.getItem(key)));
  if (!draft || form.elements.text.value) return;
  for (const name of FIELDS) form.elements[name].value = draft[name] ?? "";
}

export function forget(form) {
  const key = keyOf(form);
  if (key) quietly(() => localStorage.removeItem(key));
}
