// Undo for what is done to whole blocks of a story: with the button that appears, or with Ctrl+Z.
// While the cursor is in a text, that first undoes what was typed since, as the browser does.
(() => {
  const SHOWN_FOR_MS = 60_000;
  const STEPS_LIMIT = 50;
  const { gettext } = window.byline;
  const histories = [];
  let toast = null;
  let hiding = null;

  // A state with rich text as its field has it: the state of an editor is written to the field a
  // moment after it is set, and until then the field has nothing to save.
  function withRawContent(state) {
    if (state?.getCurrentContent) {
      const content = state.getCurrentContent();
      return content.hasText() ? JSON.stringify(window.DraftJS.convertToRaw(content)) : "null";
    }
    if (Array.isArray(state)) return state.map(withRawContent);
    if (state && Object.getPrototypeOf(state) === Object.prototype) {
      return Object.fromEntries(Object.entries(state).map(([key, one]) => [key, withRawContent(one)]));
    }
    return state;
  }

  class BlockHistory {
    constructor(body) {
      this.body = body;
      this.steps = [];
      this.undone = [];
      this.isRecording = true;
      // Whether anything was typed since the last step.
      this.isTyped = false;
      histories.push(this);
    }

    // Do something, and note what undoes it. `changed`: ids of blocks whose content changes.
    record(label, action, changed = []) {
      if (!this.isRecording) {
        action();
        return;
      }
      const { children } = this.body;
      for (const child of children) child.id ||= crypto.randomUUID();
      const before = withRawContent(this.body.getState());
      // For unsaved-draft.js, which stores what would be gone.
      this.body.container[0].dispatchEvent(new Event("byline:blocks-change", { bubbles: true }));
      this.isRecording = false;
      try {
        action();
      } finally {
        this.isRecording = true;
      }
      this.steps.push(this.step(before, label, changed));
      this.isTyped = false;
      this.undone = [];
      if (this.steps.length > STEPS_LIMIT) this.steps.shift();
      show(this, label);
    }

    undo() {
      this.stepBack(this.steps, this.undone);
    }

    redo() {
      this.stepBack(this.undone, this.steps);
    }

    // Restore what was before the last step of a list; what there is now can be had back.
    stepBack(from, to) {
      const step = from.pop();
      if (!step) return;
      const now = withRawContent(this.body.getState());
      this.isRecording = false;
      try {
        this.restore(step);
      } finally {
        this.isRecording = true;
      }
      to.push(this.step(now, step.label, [...step.changed, ...step.added]));
      this.isTyped = step.isTyped;
      // What watches the form for changes sees those of its fields only.
      this.body.container[0].dispatchEvent(new Event("change", { bubbles: true }));
      show(this, this.steps.at(-1)?.label ?? gettext("Undone"));
    }

    // What restores a state: the blocks that it has not are those added since.
    step(before, label, changed) {
      const known = new Set(before.map((block) => block.id));
      const added = this.body.children.map((child) => child.id).filter((id) => !known.has(id));
      return { before, added, changed, label, isTyped: this.isTyped };
    }

    // Put back the blocks that are gone, take away those that were added, and their order.
    // What was typed into other blocks since stays.
    restore({ before, added, changed }) {
      const { body } = this;
      const indexOf = (id) => body.children.findIndex((child) => child.id === id);
      for (const id of added) {
        if (indexOf(id) >= 0) body.deleteBlock(indexOf(id), { animate: false });
      }
      let place = 0;
      let restored = null;
      for (const block of before) {
        const index = indexOf(block.id);
        if (index < 0) {
          restored = body.insert(block, place, { animate: true });
        } else {
          if (index !== place) body.moveBlock(index, place);
          if (changed.includes(block.id)) {
            body.deleteBlock(place, { animate: false });
            restored = body.insert(block, place, {});
          }
        }
        place += 1;
      }
      restored?.element.scrollIntoView({ block: "nearest" });
    }
  }

  function button(label, title) {
    const element = document.createElement("button");
    element.type = "button";
    element.className = "button button-small";
    element.textContent = gettext(label);
    element.title = title;
    return element;
  }

  function show(history, label) {
    if (!toast) {
      toast = document.createElement("div");
      toast.className = "block-undo";
      toast.setAttribute("role", "status");
      toast.append(document.createElement("span"), button("Undo", "Ctrl+Z"), button("Redo", "Ctrl+Y"));
      document.body.append(toast);
    }
    const [words, undo, redo] = toast.children;
    words.textContent = label;
    undo.onclick = () => history.undo();
    redo.onclick = () => history.redo();
    undo.hidden = !history.steps.length;
    redo.hidden = !history.undone.length;
    toast.hidden = false;
    clearTimeout(hiding);
    hiding = setTimeout(hide, SHOWN_FOR_MS);
  }

  function hide() {
    if (!toast) return;
    // A person who is about to press it has it still.
    if (toast.matches(":hover, :focus-within")) {
      hiding = setTimeout(hide, 5000);
    } else {
      toast.hidden = true;
    }
  }

  function noteTyping({ type, key, ctrlKey, metaKey }) {
    const isTyping = type !== "keydown" || (!ctrlKey && !metaKey && /^(.|Enter|Backspace|Delete)$/u.test(key));
    for (const history of histories) history.isTyped ||= isTyping;
  }

  // Before the editor of a text, which would undo in vain.
  function undoByKeys(event) {
    const isCommand = event.ctrlKey || event.metaKey;
    const isUndo = isCommand && !event.shiftKey && event.key === "z";
    const isRedo = isCommand && (event.key === "y" || (event.shiftKey && event.key === "Z"));
    if (!isUndo && !isRedo) return;
    const field = event.target.closest?.(
      "input:not([type='checkbox']), textarea, select, [contenteditable='true']",
    );
    const name = isUndo ? "steps" : "undone";
    const history = histories.findLast((one) => one[name].length && one.body.container[0].isConnected);
    const isOthers = field && (history?.isTyped || !history?.body.container[0].contains(field));
    if (!history || isOthers) return;
    event.preventDefault();
    event.stopPropagation();
    if (isUndo) history.undo();
    else history.redo();
  }

  document.addEventListener("keydown", undoByKeys, true);
  for (const type of ["keydown", "beforeinput", "paste", "cut", "drop"]) {
    document.addEventListener(type, noteTyping, true);
  }

  Object.assign(window.byline, { BlockHistory, withRawContent });
})();
