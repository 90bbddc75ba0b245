// Tells the server that somebody has opened the story: once, after the page is loaded, and not
// before it is looked at. Browsers load pages that nobody looks at.
const { read } = document.querySelector("[data-read]").dataset;

function isSeen() {
  return document.visibilityState === "visible" && !document.prerendering;
}

function tell() {
  if (isSeen() && document.readyState === "complete") {
    removeEventListener("load", tell);
    document.removeEventListener("visibilitychange", tell);
    document.removeEventListener("prerenderingchange", tell);
    navigator.sendBeacon(read);
  }
}

addEventListener("load", tell);
document.addEventListener("visibilitychange", tell);
document.addEventListener("prerenderingchange", tell);
tell();
