// Adds the browser's own share sheet, and copying the address, to a story's share links.
// Without scripts the links stand as they are.
const share = document.querySelector("[data-share]");

function addButton(list, label, onClick) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "share__link";
  button.textContent = label;
  button.addEventListener("click", () => onClick(button));
  item.append(button);
  list.prepend(item);
}

if (share) {
  const { shareTitle: title, shareUrl: url } = share.dataset;
  const list = share.querySelector("ul");
  if (navigator.clipboard) {
    const status = document.createElement("span");
    status.className = "share__status";
    status.setAttribute("role", "status");
    share.append(status);
    addButton(list, "Copy link", async () => {
      try {
        await navigator.clipboard.writeText(url);
        status.textContent = "Link copied";
      } catch {
        status.textContent = "The browser did not allow copying";
      }
    });
  }
  if (navigator.share) {
    addButton(list, "Share…", () => {
      // A reader who closes the sheet has not made an error.
      navigator.share({ title, url }).catch(() => {});
    });
  }
}
