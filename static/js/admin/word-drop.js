// A Word document that is dropped on the body of a story, or chosen below it, becomes blocks.
// The server converts it as it does what is pasted (block-paste.js), and stores its pictures.
(() => {
  const DOCUMENT = /\.(docx?|docm|dotx|odt|rtf|pages)$/iu;
  const gettext = (text) => window.byline.gettext(text);
  const bodyOf = (element) => window.byline.ArticleBody?.around(element).body;
  // The block in which an editor was last.
  let last = {};

  function childAt(element) {
    const { body, index } = window.byline.ArticleBody.around(element);
    return { body, child: body?.children[index] };
  }

  document.addEventListener("focusin", ({ target }) => {
    if (bodyOf(target)) last = childAt(target);
  });

  const mayBeDocument = (transfer) =>
    [...(transfer?.items ?? [])].some(({ kind, type }) => kind === "file" && !type.startsWith("image/"));

  function mark(body) {
    for (const one of document.querySelectorAll(".word-drop")) one.classList.remove("word-drop");
    body?.container[0].classList.add("word-drop");
  }

  document.addEventListener(
    "dragover",
    (event) => {
      const body = mayBeDocument(event.dataTransfer) ? bodyOf(event.target) : null;
      mark(body);
      if (!body) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "copy";
    },
    true,
  );
  document.addEventListener("dragleave", ({ relatedTarget }) => !relatedTarget && mark(null), true);

  // Before Draftail, which would insert the text of a file.
  document.addEventListener(
    "drop",
    (event) => {
      mark(null);
      const files = [...(event.dataTransfer?.files ?? [])].filter(({ name }) => DOCUMENT.test(name));
      const { body, child } = childAt(event.target);
      if (!body || !files.length) return;
      event.preventDefault();
      event.stopPropagation();
      const middle = child && child.element.getBoundingClientRect();
      const isAbove = middle && event.clientY < middle.top + middle.height / 2;
      bringIn(files, body, child, isAbove);
    },
    true,
  );

  async function bringIn(files, body, child, isAbove = false) {
    const reading = say(body);
    const failed = gettext("“%s” could not be brought in. The story is as it was.");
    for (const file of files) {
      reading.textContent = gettext("Reading “%s” …").replace("%s", file.name);
      try {
        const { blocks, notes, headline, standfirst } = await send(file, body);
        insert(body, child, isAbove, blocks);
        const said = [...fillHeadline(headline), ...fillStandfirst(standfirst), ...notes];
        if (!blocks.length) said.unshift(gettext("It has no text."));
        if (said.length) list(body, gettext("“%s” was read. Look at this:").replace("%s", file.name), said);
      } catch (error) {
        const reason = error instanceof TypeError ? "" : error.message;
        body.notify(`${failed.replace("%s", file.name)} ${reason}`);
      }
    }
    reading.remove();
  }

  // What the document calls its title takes the place of an empty headline; else it is named.
  function fillHeadline(words) {
    return fill("id_title", words, {
      filled: gettext("The title of the document is the headline now."),
      leftOut: gettext("The title of the document was left out, as there is a headline: “%s”"),
    });
  }

  function fillStandfirst(words) {
    return fill("id_standfirst", words, {
      filled: gettext("The subtitle of the document is the standfirst now."),
      leftOut: gettext("The subtitle of the document was left out: “%s”"),
    });
  }

  // Returns the notes.
  function fill(id, words, { filled, leftOut }) {
    const field = document.getElementById(id);
    if (!words || field?.value.trim() === words) return [];
    if (!field || field.value.trim()) return [leftOut.replace("%s", words)];
    field.value = words;
    for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
    return [filled];
  }

  function say(body) {
    const status = document.createElement("div");
    status.className = "help-block help-info";
    status.setAttribute("role", "status");
    body.container[0].prepend(status);
    return status;
  }

  // One note, which stays until it is dismissed.
  function list(body, title, notes) {
    body.notify(title);
    const items = document.createElement("ul");
    for (const text of notes) {
      const item = document.createElement("li");
      item.textContent = text;
      items.append(item);
    }
    body.container[0].firstElementChild.append(items);
  }

  async function send(file, body) {
    const form = new FormData();
    form.set("document", file);
    form.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
    const response = await fetch(body.blockDef.meta.documentUrl, { method: "POST", body: form });
    if (response.status === 503) throw new Error(gettext("The server is busy: try again in a minute."));
    const isJson = response.headers.get("content-type")?.startsWith("application/json");
    const answer = isJson && !response.redirected ? await response.json() : {};
    if (!response.ok || !answer.blocks) throw new Error(answer.notes?.join(" ") ?? "");
    return answer;
  }

  // At the cursor, if it stands in the block that is meant; else before or after that block.
  function insert(body, child, isAbove, blocks) {
    if (!blocks.length) return;
    const label = gettext("Document inserted");
    const index = body.children.indexOf(child);
    const state = index >= 0 && child.type === "paragraph" && last.child === child && child.getState().value;
    if (state?.getSelection) {
      window.byline.insertAtCursor(body, index, state, blocks, label);
    } else {
      const at = index < 0 ? body.children.length : index + (isAbove ? 0 : 1);
      body.replaceBlocks(at, 0, blocks, label);
      body.children[at].element.scrollIntoView({ block: "nearest" });
    }
  }

  document.addEventListener("click", ({ target }) => {
    if (!target.closest?.("[data-insert-word]")) return;
    const { body } = childAt(document.querySelector("[data-article-body]"));
    const input = document.createElement("input");
    input.type = "file";
    input.accept = ".docx,.docm";
    input.addEventListener("change", () => {
      bringIn([...input.files], body, last.body === body ? last.child : null);
    });
    input.click();
  });
})();
