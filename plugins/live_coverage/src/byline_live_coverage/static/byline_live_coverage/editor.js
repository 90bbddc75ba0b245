// A small editor in the place of the text field: paragraphs, bold, italic, lists and links. The server
// cleans what it sends.
const SIMPLE = { bold: "bold", italic: "italic", list: "insertUnorderedList" };

export function editor(form) {
  const field = form.elements.text;
  const box = document.createElement("div");
  box.className = "live-form__editor prose";
  box.contentEditable = "true";
  box.role = "textbox";
  box.ariaMultiLine = "true";
  box.setAttribute("aria-labelledby", `${field.id}-label`);
  const error = document.getElementById(`${field.id}_error`);
  if (error) box.setAttribute("aria-describedby", error.id);
  box.dir = "auto";
  fill(box, field.value);
  form.elements.format.value = "html";
  field.hidden = true;
  field.after(box);
  box.before(tools(form, box));
  document.execCommand("defaultParagraphSeparator", false, "p");
  box.addEventListener("input", () => {
    field.value = box.innerHTML;
  });
  // Its label is of the field that is hidden now.
  form.querySelector(`label[for="${field.id}"]`).addEventListener("click", () => box.focus());
}

// Inert: nothing that the text refers to is loaded, and no handler runs.
function fill(box, html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const allowed = "p, b, strong, i, em, a, ul, ol, li, br, blockquote";
  for (const element of page.body.querySelectorAll("*")) {
    if (!element.matches(allowed)) element.replaceWith(...element.childNodes);
    else for (const { name } of [...element.attributes]) if (name !== "href") element.removeAttribute(name);
  }
  for (const link of page.body.querySelectorAll("a")) {
    if (!/^(https?|mailto|tel):/i.test(link.getAttribute("href") ?? "")) link.removeAttribute("href");
  }
  box.replaceChildren(...page.body.childNodes);
}

function tools(form, box) {
  const bar = document.createElement("div");
  bar.className = "live-form__tools";
  for (const name of ["bold", "italic", "list", "link"]) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = form.dataset[name];
    // The selection stays where it is.
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", () => {
      box.focus();
      if (name !== "link") document.execCommand(SIMPLE[name]);
      else link(form);
    });
    bar.append(button);
  }
  return bar;
}

function link(form) {
  const address = prompt(form.dataset.address, "https://");
  if (!address) return;
  if (getSelection().isCollapsed) document.execCommand("insertText", false, address);
  else document.execCommand("createLink", false, address);
}
