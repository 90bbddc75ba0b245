// Pages of comments, fetched to be shown in place.
export async function load(url, options) {
  const response = await fetch(url, { credentials: "same-origin", ...options });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return { page, url: response.url, isMoved: response.ok && response.redirected };
}

export function take(page, selector) {
  const part = page.querySelector(selector);
  return part && runScripts(document.adoptNode(part));
}

// Scripts of a page that was parsed never run, but copies of them do: those of plugins' slots.
function runScripts(part) {
  for (const script of part.querySelectorAll("script[type=module][src]")) {
    const copy = document.createElement("script");
    copy.type = "module";
    copy.src = script.src;
    script.replaceWith(copy);
  }
  return part;
}

// Tells a message, to screen readers too, at the end of the element that it is about.
export function say(element, message) {
  let status = element.querySelector(":scope > .comments__status");
  if (!status) {
    status = document.createElement("p");
    status.className = "comments__status";
    status.setAttribute("role", "status");
    element.append(status);
  }
  // Only what changes after the element is there is read out.
  status.textContent = "";
  requestAnimationFrame(() => {
    status.textContent = message;
  });
}

// Does one thing at a time with an element: a second click while it is busy does nothing.
export async function once(element, act) {
  if (element.getAttribute("aria-busy") === "true") return;
  element.setAttribute("aria-busy", "true");
  try {
    await act();
  } finally {
    element.removeAttribute("aria-busy");
  }
}
