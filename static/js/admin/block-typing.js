// Blocks from typing, in the text of a paragraph: "> " makes a quote of the line, "## " a heading;
// "@" at the start of a line, or "[[", and some words of a headline a related story; Ctrl+K links the
// selected words. An address alone on a line becomes its embed (block-paste.js).
(() => {
  const { gettext } = window.byline;
  const TYPES = { ">": "quote", "#": "heading", "##": "heading" };
  const STORY = /(?:^@|\[\[)(?<words>[^@[\]\n]{0,80})$/u;
  let picker = null;
  let dialog = null;

  // Where the cursor is: its line, and what stands before it there; null where words are selected.
  function cursorIn(editorState) {
    const selection = editorState.getSelection();
    if (!selection.isCollapsed()) return null;
    const line = editorState.getCurrentContent().getBlockForKey(selection.getStartKey());
    return { line, before: line.getText().slice(0, selection.getStartOffset()) };
  }

  // The editor's state without some characters of a line, with the cursor in their place.
  function without(editorState, line, start, end) {
    const { EditorState, Modifier, SelectionState } = window.DraftJS;
    const range = SelectionState.createEmpty(line.getKey()).merge({ anchorOffset: start, focusOffset: end });
    const content = Modifier.removeRange(editorState.getCurrentContent(), range, "forward");
    return EditorState.push(editorState, content, "remove-range");
  }

  const paragraphAt = (element) => {
    const { body, index } = window.byline.ArticleBody.around(element);
    return body?.children[index]?.type === "paragraph" ? { body, child: body.children[index] } : null;
  };

  // Put a block where the cursor is in a paragraph.
  function insert({ body, child }, editorState, type, value) {
    const { initialChildStates } = body.blockDef;
    const state = typeof value === "string" ? value : { ...initialChildStates[type], ...value };
    const { meta } = body.blockDef.childBlockDefsByName[type];
    const id = crypto.randomUUID();
    window.byline.insertAtCursor(body, child.index, editorState, [{ type, value: state, id }], meta.label);
    return body.children.find((one) => one.id === id);
  }

  function handleBeforeInput(characters, editorState) {
    const at = characters === " " && cursorIn(editorState);
    const type = at && at.line.getType() === "unstyled" && TYPES[at.before];
    const place = type && paragraphAt(document.activeElement);
    if (!place) return "not-handled";
    const text = at.line.getText().slice(at.before.length);
    const rest = without(editorState, at.line, 0, at.line.getLength());
    const { element } = insert(place, rest, type, type === "heading" ? text : { text });
    const field = element.querySelector("textarea, input[type=text]");
    field.focus();
    field.setSelectionRange(0, 0);
    return "handled";
  }

  function placeOfCursor() {
    const selection = window.getSelection();
    if (!selection.rangeCount) return null;
    const range = selection.getRangeAt(0);
    const { bottom } = range.getBoundingClientRect();
    return bottom ? range.getBoundingClientRect() : document.activeElement.getBoundingClientRect();
  }

  function onChange(editorState) {
    const isFocused = editorState.getSelection().getHasFocus();
    const at = isFocused && cursorIn(editorState);
    const found = at && at.line.getType() === "unstyled" && STORY.exec(at.before);
    const place = found && paragraphAt(document.activeElement);
    if (!place) {
      if (isFocused) picker?.close();
      return editorState;
    }
    picker ??= new window.byline.Suggestions(place.body.blockDef.meta.storiesUrl, gettext("Stories"));
    const choose = ({ id, parentId, label, editUrl }) => {
      const rest = without(editorState, at.line, found.index, at.before.length);
      const story = { id, parentId, adminTitle: label, editUrl };
      const { body } = place;
      body.continueBelow(insert(place, rest, "related", { story }));
    };
    picker.offer(found.groups.words.trim(), placeOfCursor(), choose);
    return editorState;
  }

  // Link the selected words, or put in words that are linked.
  function link({ getEditorState, setEditorState }, data, words) {
    const { EditorState, Modifier, RichUtils } = window.DraftJS;
    const state = getEditorState();
    const selection = state.getSelection();
    const content = state.getCurrentContent().createEntity("LINK", "MUTABLE", data);
    const key = content.getLastCreatedEntityKey();
    const linked = selection.isCollapsed()
      ? EditorState.push(state, Modifier.insertText(content, selection, words, undefined, key), "insert-characters")
      : RichUtils.toggleLink(state, selection, key);
    const end = linked.getSelection();
    const after = end.merge({ anchorKey: end.getEndKey(), anchorOffset: end.getEndOffset(), isBackward: false,
      focusKey: end.getEndKey(), focusOffset: end.getEndOffset() });
    setEditorState(EditorState.forceSelection(linked, after));
  }

  const addressIn = (text) => {
    if (/^(https?:\/\/|mailto:|tel:)\S+$/iu.test(text)) return text;
    if (/^[^\s@/]+@[^\s@/]+\.\w+$/u.test(text)) return `mailto:${text}`;
    return /^(www\.)?[\w-]+(\.[\w-]+)*\.[a-z]{2,}(\/\S*)?$/iu.test(text) ? `https://${text}` : null;
  };

  class LinkDialog {
    constructor(url) {
      this.element = document.createElement("div");
      this.element.className = "link-dialog";
      this.element.popover = "auto";
      this.field = document.createElement("input");
      this.field.type = "text";
      this.field.setAttribute("aria-label", gettext("Link: an address, or words of a headline"));
      this.field.placeholder = gettext("Address, or words of a headline");
      this.field.setAttribute("autocomplete", "off");
      this.element.append(this.field);
      document.body.append(this.element);
      this.picker = new window.byline.Suggestions(url, gettext("Stories"));
      this.element.append(this.picker.element);
      this.field.addEventListener("input", () => this.offer());
      this.field.addEventListener("keydown", (event) => this.press(event));
      this.element.addEventListener("toggle", ({ newState }) => newState === "closed" && this.picker.close());
    }

    open(editor) {
      this.editor = editor;
      const { left, bottom } = placeOfCursor();
      this.field.value = "";
      this.element.showPopover();
      const { clientWidth } = document.documentElement;
      this.element.style.left = `${Math.max(0, Math.min(left, clientWidth - this.element.offsetWidth - 8))}px`;
      this.element.style.top = `${bottom + 4}px`;
      this.field.focus();
      this.offer();
    }

    offer() {
      const words = this.field.value.trim();
      if (addressIn(words)) {
        this.picker.close();
        return;
      }
      const choose = ({ id, parentId, url, label }) => this.done({ id, parentId, url }, label);
      this.picker.offer(words, this.field.getBoundingClientRect(), choose);
    }

    press(event) {
      const address = addressIn(this.field.value.trim());
      if (event.key === "Enter") event.preventDefault();
      if (event.key === "Enter" && address) this.done({ url: address }, this.field.value.trim());
      else if (event.key === "Escape") this.close(event);
      else if (this.picker.press(event)) event.preventDefault();
    }

    close(event) {
      event.preventDefault();
      event.stopPropagation();
      this.element.hidePopover();
      const state = this.editor.getEditorState();
      this.editor.setEditorState(window.DraftJS.EditorState.forceSelection(state, state.getSelection()));
    }

    done(data, words) {
      this.element.hidePopover();
      link(this.editor, data, words);
    }
  }

  const isLinked = (editorState) => {
    const at = cursorIn(editorState);
    return at && at.line.getEntityAt(Math.max(at.before.length - 1, 0)) !== null;
  };

  function keyBindingFn(event, { getEditorState }) {
    const isCommand = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
    // Of a link that is there already Wagtail's own shows what it leads to.
    if (isCommand && event.key === "k" && !isLinked(getEditorState())) return "byline-link";
    return undefined;
  }

  function handleKeyCommand(command, _editorState, editor) {
    const place = command === "byline-link" && window.byline.ArticleBody.around(document.activeElement);
    if (!place?.body) return "not-handled";
    dialog ??= new LinkDialog(place.body.blockDef.meta.storiesUrl);
    dialog.open(editor);
    return "handled";
  }

  // Before Draft.js, to which these keys mean something else.
  document.addEventListener(
    "keydown",
    (event) => {
      if (!picker?.isOpen || !paragraphAt(event.target) || !picker.press(event)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    true,
  );
  document.addEventListener("focusout", () => picker?.close(), true);

  const plugin = { type: "block-typing", handleBeforeInput, handleKeyCommand, keyBindingFn, onChange };
  window.draftail.registerPlugin(plugin, "plugins");
})();
