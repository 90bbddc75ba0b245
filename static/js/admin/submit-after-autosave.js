// A button of the form waits for an autosave that is on its way: a new page would be created
// twice, and one that exists would have been changed since.
(() => {
  const WAIT_MS = 30_000;

  function watch(form) {
    let isSaving = false;
    let isSubmitted = false;
    let resume = null;

    form.addEventListener("w-autosave:save", (event) => {
      if (isSubmitted) event.preventDefault();
      else isSaving = true;
    });
    const end = () => {
      isSaving = false;
      resume?.();
    };
    form.addEventListener("w-autosave:success", end);
    form.addEventListener("w-autosave:error", end);

    function submitLater(submitter) {
      let timeout = null;
      resume = () => {
        clearTimeout(timeout);
        resume = null;
        isSaving = false;
        // A disabled button is not sent, and Wagtail disables it while it works.
        const isDisabled = submitter?.disabled;
        if (isDisabled) submitter.disabled = false;
        form.requestSubmit(submitter);
        if (isDisabled) submitter.disabled = true;
      };
      timeout = setTimeout(resume, WAIT_MS);
    }

    // Before all others: they shall see the form once.
    document.addEventListener(
      "submit",
      (event) => {
        if (event.target !== form || !isSaving) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        if (!resume) submitLater(event.submitter);
      },
      true,
    );
    window.addEventListener("submit", (event) => {
      if (event.target === form && !event.defaultPrevented) isSubmitted = true;
    });
    window.addEventListener("pageshow", () => {
      isSubmitted = false;
    });
  }

  document.addEventListener("DOMContentLoaded", () => {
    const form = document.querySelector("form[data-edit-form]");
    if (form) watch(form);
  });
})();
