// Blocks of text as blocks of another type, joined, and split. What the new type has no field for
// becomes text.
(() => {
  const { gettext } = window.byline;
  const TYPES = ["paragraph", "heading", "quote", "pull_quote", "fact_box"];
  // Types with one field of words, and those without bold, links and lists.
  const PLAIN = ["heading", "quote", "pull_quote"];

  const contentOf = (value) => JSON.parse(window.byline.withRawContent(value) ?? "null") ?? { blocks: [], entityMap: {} };
  const lengthOf = (text) => [...text].length;
  const line = (text, rest = {}) => ({
    key: window.DraftJS.genKey(),
    text,
    type: "unstyled",
    depth: 0,
    inlineStyleRanges: [],
    entityRanges: [],
    data: {},
    ...rest,
  });
  const bold = (text) =>
    line(text, { inlineStyleRanges: [{ offset: 0, length: text.length, style: "BOLD" }] });
  const ofLines = (lines) => ({ blocks: lines, entityMap: {} });
  const ofText = (text) => ofLines(text.split(/\n+/u).filter((one) => one.trim()).map((one) => line(one)));

  // One content of several. Copies of a block have its keys: each gets its own.
  function joined(contents) {
    const blocks = [];
    const entities = [];
    for (const content of contents) {
      const numbers = new Map();
      for (const [key, entity] of Object.entries(content.entityMap)) {
        numbers.set(key, entities.push(entity) - 1);
      }
      for (const block of content.blocks) {
        const entityRanges = block.entityRanges.map((one) => ({ ...one, key: numbers.get(String(one.key)) }));
        blocks.push({ ...block, key: window.DraftJS.genKey(), entityRanges });
      }
    }
    return { blocks, entityMap: { ...entities } };
  }

  const stored = (...contents) => {
    const content = joined(contents);
    return content.blocks.some((block) => block.text) ? JSON.stringify(content) : "null";
  };

  const textOf = ({ type, text }) => (type.endsWith("list-item") ? `• ${text}` : text);
  const plainText = (content) => content.blocks.map(textOf).filter((one) => one.trim()).join("\n\n");
  const isFormatted = ({ blocks }) =>
    blocks.some((one) => one.inlineStyleRanges.length || one.entityRanges.length);

  // A block as title, content and who said it.
  function read(type, value) {
    if (type === "paragraph") return { content: contentOf(value) };
    if (type === "heading") return { title: value ?? "" };
    if (type === "fact_box") return { title: value.title ?? "", content: contentOf(value.text) };
    const speaker = type === "quote" ? value.speaker : value.attribution;
    const { role, source, source_url: url } = value;
    return { content: ofText(value.text ?? ""), speaker, role, source, url };
  }

  // "— Ines Aldaba, harbour engineer, to the council", with the link.
  function attribution({ speaker, role, source, url }) {
    const words = [speaker, role, source || url].filter(Boolean).join(", ");
    if (!words) return ofLines([]);
    const text = `— ${words}`;
    if (!url) return ofLines([line(text)]);
    const length = (source || url).length;
    const range = { offset: text.length - length, length, key: 0 };
    const link = { type: "LINK", mutability: "MUTABLE", data: { url } };
    return { blocks: [line(text, { entityRanges: [range] })], entityMap: { 0: link } };
  }

  // The parts of a heading and what follows it as a paragraph.
  function afterHeading({ title, content = ofLines([]), ...said }) {
    const first = title ? -1 : content.blocks.findIndex((block) => block.text.trim());
    const text = title || content.blocks[first]?.text || "";
    const rest = content.blocks.slice(first + 1);
    const heading = content.blocks.slice(Math.max(first, 0), first + 1);
    const below = stored({ ...content, blocks: rest }, attribution(said));
    return { text: text.replace(/\s+/gu, " ").trim(), heading: ofLines(heading), below };
  }

  // What a block becomes: its states, and a note of what is lost; or the reason why it cannot.
  function convert(type, value, to, { initialChildStates, meta }) {
    const parts = read(type, value);
    const { title = "", content = ofLines([]), speaker = "", role = "" } = parts;
    const maxLength = (name) => meta.maxLengths[to][name];
    const paragraph = (stored_) => (stored_ === "null" ? [] : [{ type: "paragraph", value: stored_ }]);
    const struct = (fields) => ({ type: to, value: { ...initialChildStates[to], ...fields } });
    const note = PLAIN.includes(to) && isFormatted(content) ? gettext("Without links, bold and italics") : "";
    const tooLong = (text, limit) =>
      lengthOf(text) > limit && gettext("Too long: it has at most %s characters").replace("%s", limit);

    if (to === "paragraph") {
      const heading = ofLines(title ? [content.blocks.length ? bold(title) : line(title)] : []);
      return { states: [{ type: to, value: stored(heading, content, attribution(parts)) }], note };
    }
    if (to === "fact_box") {
      const tooLongTitle = tooLong(title, maxLength("title"));
      if (tooLongTitle) return { states: [], reason: tooLongTitle };
      return { states: [struct({ title, text: stored(content, attribution(parts)) })], note };
    }
    if (to === "heading") {
      const { text, heading, below } = afterHeading(parts);
      return {
        states: [{ type: to, value: text }, ...paragraph(below)],
        note: isFormatted(heading) ? note : "",
        reason: tooLong(text, maxLength("")),
      };
    }
    const text = [title, plainText(content)].filter(Boolean).join("\n\n");
    const reason = tooLong(text, maxLength("text"));
    if (to === "quote") {
      const isLong = lengthOf(speaker) > maxLength("speaker");
      const said = isLong ? {} : { speaker };
      return { states: [struct({ text, ...said }), ...paragraph(isLong ? stored(attribution(parts)) : "null")], note, reason };
    }
    const whose = [speaker, role].filter(Boolean).join(", ");
    const isLong = lengthOf(whose) > maxLength("attribution");
    const left = isLong ? parts : { source: parts.source, url: parts.url };
    return {
      states: [struct({ text, attribution: isLong ? "" : whose }), ...paragraph(stored(attribution(left)))],
      note,
      reason,
    };
  }

  // The words in what no text has a place for: the rows of a table, an address, a caption.
  function wordsIn(value) {
    if (typeof value === "string") return value.trim() ? [value] : [];
    if (Array.isArray(value?.data)) {
      const rows = value.data.map((row) => row.filter(Boolean).join(" | "));
      return [value.table_caption ?? "", ...rows].filter((one) => one.trim());
    }
    return value && typeof value === "object" ? Object.values(value).flatMap(wordsIn) : [];
  }

  // Several blocks as one rich text, with headings in bold.
  function asRichText(states, blockDef) {
    const contents = states.map(({ type, value }) => {
      if (type === "heading") return ofLines(value ? [bold(value)] : []);
      if (!TYPES.includes(type)) return ofText(wordsIn(value).join("\n"));
      return contentOf(type === "paragraph" ? value : convert(type, value, "paragraph", blockDef).states[0].value);
    });
    return stored(...contents);
  }

  // The types that a block can be turned into.
  const targetsOf = (type) => (TYPES.includes(type) ? TYPES.filter((one) => one !== type) : []);

  // Divide rich text at its cursor; null where that is at the start or the end.
  function splitRichText(editorState) {
    const selection = editorState.getSelection();
    const cursor = { anchorKey: selection.getStartKey(), anchorOffset: selection.getStartOffset() };
    const collapsed = selection.merge({
      ...cursor,
      focusKey: cursor.anchorKey,
      focusOffset: cursor.anchorOffset,
      isBackward: false,
    });
    const { EditorState } = window.DraftJS;
    const parts = window.draftail.splitState(EditorState.acceptSelection(editorState, collapsed));
    const both = [parts.stateBefore, parts.stateAfter];
    return both.every((one) => one.getCurrentContent().getPlainText().trim()) ? parts : null;
  }

  // Divide the words of a field at its cursor.
  function splitField(field) {
    const text = field?.value ?? "";
    const parts = [text.slice(0, field?.selectionStart).trimEnd(), text.slice(field?.selectionStart).trimStart()];
    return parts.every(Boolean) ? parts : null;
  }

  // The two values of a block split at its cursor; null where it is not in the text.
  function splitValues(child) {
    const value = child.block.getState();
    const field = (suffix) => child.element.querySelector(`[name="${child.prefix}-value${suffix}"]`);
    if (child.type === "heading") return splitField(field(""));
    if (child.type === "fact_box") {
      const parts = splitRichText(value.text);
      return parts && [parts.stateBefore, parts.stateAfter].map((text) => ({ ...value, text }));
    }
    return splitField(field("-text"))?.map((text) => ({ ...value, text })) ?? null;
  }

  window.byline.blockConversion = {
    TYPES,
    convert,
    targetsOf,
    asRichText,
    splitRichText,
    splitValues,
    join: (values) => stored(...values.map(contentOf)),
  };
})();
