// Wagtail's catalogue of translations, where it has one.
window.byline = { gettext: (text) => window.django?.gettext?.(text) ?? text };
