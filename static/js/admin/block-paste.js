// What is pasted into a paragraph from a word processor or a web page becomes blocks of the story.
// The server converts it, as text: nothing of the clipboard is ever put into this page.
(() => {
  const { gettext } = window.byline;
  const STRUCTURE =
    "h1, h2, h3, h4, h5, h6, blockquote, table, figure, img, iframe, [class*=MsoList], [class*=MsoTitle], " +
    "[class*=MsoQuote], [class*=MsoIntenseQuote]";
  const ADDRESS = /^https?:\/\/\S+$/;
  const EMBED_CODE = /^<(blockquote|iframe)[\s>][^]*<\/(blockquote|iframe|script)>$/iu;

  // A document of its own: its scripts do not run, and its pictures are not loaded.
  const parse = (html) => new DOMParser().parseFromString(html, "text/html");

  function escaped(text) {
    const element = document.createElement("p");
    element.textContent = text;
    return element.outerHTML;
  }

  // The HTML to convert, or null for what the editor pastes well by itself.
  function toConvert(text, html, isEmpty) {
    if (html) {
      const pasted = parse(html);
      const lines = [...pasted.querySelectorAll("p, div, li")].map((one) => one.textContent.trim());
      const isStructured = pasted.querySelector(STRUCTURE) || lines.some((line) => ADDRESS.test(line));
      return isStructured ? html : null;
    }
    if (EMBED_CODE.test(text.trim())) return text;
    const lines = text.split(/\r?\n/u).map((line) => line.trim()).filter(Boolean);
    const isConverted = lines.some((line) => ADDRESS.test(line)) && (lines.length > 1 || isEmpty);
    return isConverted ? lines.map(escaped).join("") : null;
  }

  async function convert(html, body) {
    const form = new FormData();
    form.set("html", html);
    form.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
    const { convertUrl } = body.blockDef.meta;
    const response = await fetch(convertUrl, { method: "POST", body: form });
    const isJson = response.headers.get("content-type")?.startsWith("application/json");
    const answer = isJson && !response.redirected ? await response.json() : {};
    if (!response.ok || !answer.blocks) throw new Error(answer.notes?.join(" ") ?? "");
    return answer;
  }

  function handlePastedText(text, html, editorState, { getEditorState, setEditorState }) {
    const { ArticleBody } = window.byline;
    const { body, index } = ArticleBody.around(document.activeElement);
    const content = editorState.getCurrentContent();
    const { id, type } = body?.children[index] ?? {};
    const isText = type === "paragraph" || (type === "fact_box" && html);
    const line = content.getBlockForKey(editorState.getSelection().getStartKey());
    const source = isText && toConvert(text ?? "", html, !line.getText().trim());
    if (!source) return "not-handled";
    convert(source, body)
      .then(({ blocks, notes }) => {
        if (type === "fact_box") {
          insertText(body, { getEditorState, setEditorState }, blocks);
        } else {
          const last = insert(body, indexOf(body, id), getEditorState(), blocks);
          if (last && (ADDRESS.test(text ?? "") || EMBED_CODE.test(text?.trim() ?? ""))) body.continueBelow(last);
          notes.forEach((note) => body.notify(note));
        }
      })
      .catch((error) => {
        // As words, which is better than nothing.
        const { EditorState, Modifier } = window.DraftJS;
        const state = getEditorState();
        const words = html ? parse(html).body.innerText : text;
        const changed = Modifier.replaceText(state.getCurrentContent(), state.getSelection(), words);
        setEditorState(EditorState.push(state, changed, "insert-characters"));
        body.notify((error instanceof TypeError ? "" : error.message) || gettext("It was pasted as plain text."));
      });
    return "handled";
  }

  const indexOf = (body, id) => body.children.findIndex((child) => child.id === id);

  // Put the words of blocks where the cursor is, within the text of a fact box.
  function insertText(body, { getEditorState, setEditorState }, blocks) {
    const { EditorState, Modifier, convertFromRaw } = window.DraftJS;
    const { TYPES, asRichText } = window.byline.blockConversion;
    const content = JSON.parse(asRichText(blocks, body.blockDef));
    if (!content) return;
    const state = getEditorState();
    const fragment = convertFromRaw(content).getBlockMap();
    const changed = Modifier.replaceWithFragment(state.getCurrentContent(), state.getSelection(), fragment);
    setEditorState(EditorState.push(state, changed, "insert-fragment"));
    if (blocks.some((block) => !TYPES.includes(block.type))) {
      body.notify(gettext("What a fact box has no place for, such as a table or a picture, became words."));
    }
  }

  // Put blocks where the cursor is: what stands before and after it becomes blocks of its own.
  function insert(body, index, editorState, blocks, label = gettext("Pasted")) {
    const { EditorState, Modifier } = window.DraftJS;
    const { withRawContent } = window.byline;
    const selection = editorState.getSelection();
    const content = editorState.getCurrentContent();
    const cut = selection.isCollapsed()
      ? editorState
      : EditorState.push(editorState, Modifier.removeRange(content, selection, "forward"), "remove-range");
    const { stateBefore, stateAfter } = window.draftail.splitState(cut);
    const parts = [stateBefore, stateAfter].map((state) =>
      state.getCurrentContent().getPlainText().trim() ? [{ type: "paragraph", value: withRawContent(state) }] : [],
    );
    if (!blocks.length) return null;
    body.replaceBlocks(index, 1, [...parts[0], ...blocks, ...parts[1]], label);
    const last = body.children[index + parts[0].length + blocks.length - 1];
    last.element.scrollIntoView({ block: "nearest" });
    return last;
  }

  // The state of an editor, which may have changed since, without the words that a line had.
  function without(line, { getEditorState }) {
    const { EditorState, Modifier, SelectionState } = window.DraftJS;
    const state = getEditorState();
    const range = SelectionState.createEmpty(line.getKey()).merge({ focusOffset: line.getLength() });
    return EditorState.push(state, Modifier.removeRange(state.getCurrentContent(), range, "forward"), "remove-range");
  }

  // An address alone on a line becomes its embed when Enter is pressed behind it.
  function handleReturn(_event, editorState, editor) {
    const { EditorState, Modifier } = window.DraftJS;
    const selection = editorState.getSelection();
    const content = editorState.getCurrentContent();
    const line = content.getBlockForKey(selection.getStartKey());
    const text = line.getText().trim();
    if (!selection.isCollapsed() || !ADDRESS.test(text)) return "not-handled";
    const { body, index } = window.byline.ArticleBody.around(document.activeElement);
    if (body?.children[index]?.type !== "paragraph") return "not-handled";
    const { id } = body.children[index];
    convert(escaped(text), body)
      .then(({ blocks }) => body.continueBelow(insert(body, indexOf(body, id), without(line, editor), blocks)))
      .catch(() => editor.setEditorState(EditorState.push(editorState, Modifier.splitBlock(content, selection), "split-block")));
    return "handled";
  }

  // Before Draftail, which makes links of the addresses in a text.
  function beforeLinks(event) {
    const { body, index } = window.byline.ArticleBody.around(event.target);
    const child = body?.children[index];
    const { clipboardData: data } = event;
    if (child?.type !== "paragraph" || data?.getData("text/html")) return;
    const editor = {
      getEditorState: () => child.block.getState(),
      setEditorState: (state) => child.block.setState(state),
    };
    const text = data.getData("text/plain");
    if (handlePastedText(text, "", editor.getEditorState(), editor) !== "handled") return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  document.addEventListener("paste", beforeLinks, true);
  window.byline.insertAtCursor = insert;
  window.draftail.registerPlugin({ type: "block-paste", handlePastedText, handleReturn }, "plugins");
})();
