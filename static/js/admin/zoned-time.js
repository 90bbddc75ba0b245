// Beside each date with a time stands its zone, and what readers see. The server says it again
// whenever the time is changed.
(() => {
  const requests = new WeakMap();

  async function update(field) {
    const input = field.querySelector("input");
    const note = field.querySelector(".zoned-time__note");
    const select = note.querySelector("[data-zoned-time-offset]");
    requests.get(field)?.abort();
    const request = new AbortController();
    requests.set(field, request);
    const query = new URLSearchParams({
      name: input.name,
      at: input.value,
      offset: select?.value ?? "",
    });
    try {
      const response = await fetch(`${field.dataset.zonedTime}?${query}`, { signal: request.signal });
      if (!response.ok) return;
      const text = await response.text();
      const hadFocus = select !== null && select === document.activeElement;
      note.innerHTML = text;
      if (hadFocus) note.querySelector("[data-zoned-time-offset]")?.focus();
    } catch {
      // The network is away, or a later change is asked about: the server checks it once more.
    }
  }

  document.addEventListener("change", ({ target }) => {
    const field = target.closest?.("[data-zoned-time]");
    if (field) update(field);
  });
})();
