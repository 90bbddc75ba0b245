// Adds buttons and a counter to the galleries of a story, and makes the arrow keys go from
// photo to photo. Without scripts the strip scrolls by swipe, wheel and keyboard.
function button(label, sign, onClick) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "gallery__button";
  element.setAttribute("aria-label", label);
  element.textContent = sign;
  element.addEventListener("click", onClick);
  return element;
}

function enhance(gallery) {
  const strip = gallery.querySelector(".gallery__window");
  const items = [...gallery.querySelectorAll(".gallery__item")];
  let current = 0;

  const place = document.createElement("span");
  place.className = "gallery__place";
  place.setAttribute("role", "status");
  const previous = button("Previous photo", "←", () => show(current - 1));
  const next = button("Next photo", "→", () => show(current + 1));
  const bar = document.createElement("div");
  bar.className = "gallery__bar";
  bar.append(previous, next, place);
  gallery.append(bar);

  function mark(index) {
    current = index;
    place.textContent = `${index + 1} of ${items.length}`;
    previous.disabled = index === 0;
    next.disabled = index === items.length - 1;
  }

  function show(index) {
    const target = items[Math.max(0, Math.min(index, items.length - 1))];
    strip.scrollTo({ left: target.offsetLeft - items[0].offsetLeft });
    mark(items.indexOf(target));
  }

  const steps = {
    ArrowRight: () => current + 1,
    ArrowLeft: () => current - 1,
    Home: () => 0,
    End: () => items.length - 1,
  };
  strip.addEventListener("keydown", (event) => {
    const step = steps[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    show(step());
  });
  // Swiping and the wheel move the strip by themselves.
  const seen = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (entry.isIntersecting) mark(items.indexOf(entry.target));
      }
    },
    { root: strip, threshold: 0.6 },
  );
  items.forEach((item) => seen.observe(item));
  mark(0);
}

document.querySelectorAll("[data-gallery]").forEach(enhance);
