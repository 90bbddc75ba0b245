// Passes a comment's link on, and goes to comments that are on the page already.
import { say } from "./page.js";

export function share(link) {
  const comment = link.closest(".comment");
  const url = link.href;
  if (navigator.share) {
    // A reader who closes the sheet has not made an error.
    navigator.share({ title: document.title, url }).catch(() => {});
    return true;
  }
  if (!navigator.clipboard) return false;
  navigator.clipboard.writeText(url).then(
    () => say(comment, "Link copied"),
    () => say(comment, `The browser did not allow copying: ${url}`),
  );
  return true;
}

export function goTo(link) {
  const number = new URL(link.href).pathname.match(/^\/comments\/(\d+)\/$/)?.[1];
  const comment = number && document.getElementById(`comment-${number}`);
  if (!comment) return false;
  comment.focus();
  comment.scrollIntoView({ block: "center" });
  return true;
}
