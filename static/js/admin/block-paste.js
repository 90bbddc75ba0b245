// What is pasted into a paragraph from a word processor or a web page becomes blocks of the story.
// The server converts it, as text: nothing of the clipboard is ever put into this page.
(() => {
  const { gettext } = window.byline;
  const STRUCTURE =
    "h1, h2, h3, h4, h5, h6, blockquote, table, figure, img, iframe, [class*=MsoList], [class*=MsoTitle], " +
    "[class*=MsoQuote], [class*=MsoIntenseQuote]";
  const ADDRESS = /^https?:\/\/\S+$/;

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
    const source = isText && toConvert(text ?? "", html, !content.hasText());
    if (!source) return "not-handled";
    convert(source, body)
      .then(({ blocks, notes }) => {
        if (type === "fact_box") {
          insertText(body, { getEditorState, setEditorState }, blocks);
        } else {
          insert(body, body.children.findIndex((child) => child.id === id), getEditorState(), blocks);
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
    const states = [...parts[0], ...blocks, ...parts[1]];
    if (!blocks.length) return;
    body.replaceBlocks(index, 1, states, label).element.scrollIntoView({ block: "nearest" });
  }

  window.byline.insertAtCursor = insert;
  window.draftail.registerPlugin({ type: "block-paste", handlePastedText }, "plugins");
})();
