// The field of a form for which the browser does its work: it begins when the form is focused,
// and a form that is sent before waits for it. Where it fails, the form is sent without.
import { solve } from "./solver.js";

// A solution that is about to expire is not sent any more.
const MARGIN_SECONDS = 30;
const LIMIT_SECONDS = 60;

class AltchaProof extends HTMLElement {
  #form = null;
  #input = null;
  #stopped = null;
  #work = null;
  #validUntil = 0;
  #hasFailed = false;
  #isWaiting = false;
  #isSent = false;

  connectedCallback() {
    this.#form = this.closest("form");
    this.#input = this.querySelector("input");
    this.#stopped = new AbortController();
    if (!this.#form) return;
    const { signal } = this.#stopped;
    const begin = () => this.#hasFailed || this.#begin();
    this.#form.addEventListener("focusin", begin, { signal });
    this.#form.addEventListener("input", begin, { signal });
    // Before those who send it.
    this.#form.addEventListener("submit", (event) => this.#hold(event), { capture: true, signal });
    if (this.#form.contains(document.activeElement)) this.#begin();
  }

  disconnectedCallback() {
    this.#stopped.abort();
  }

  get #isReady() {
    return Boolean(this.#input.value) && Date.now() < this.#validUntil;
  }

  // Does the work unless it is done or under way; a promise that is never rejected.
  #begin() {
    if (this.#isReady) return Promise.resolve();
    this.#work ??= this.#try().finally(() => {
      this.#work = null;
    });
    return this.#work;
  }

  async #try() {
    this.#input.value = "";
    this.#show(this.#isWaiting ? "waiting" : "working");
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), LIMIT_SECONDS * 1000);
    this.#stopped.signal.addEventListener("abort", () => limit.abort());
    try {
      await this.#solve(limit.signal);
      this.#hasFailed = false;
      this.#show("ready");
    } catch {
      this.#hasFailed = true;
      this.#show("failed");
    } finally {
      clearTimeout(timer);
    }
  }

  async #solve(signal) {
    const { challenge, maxNumber, lifetime } = this.dataset;
    const begun = Date.now();
    const response = await fetch(challenge, { cache: "no-store", signal });
    if (!response.ok) throw new Error(`${response.status}`);
    const progress = this.querySelector("progress");
    const tell = (number) => {
      progress.value = number;
    };
    this.#input.value = await solve(await response.json(), Number(maxNumber), tell, signal);
    this.#validUntil = begun + (Number(lifetime) - MARGIN_SECONDS) * 1000;
  }

  #show(state) {
    this.querySelector("[role=status]").textContent = this.dataset[state];
    this.querySelector("progress").hidden = !["working", "waiting"].includes(state);
  }

  async #hold(event) {
    if (this.#isReady || this.#isSent) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    if (this.#work) this.#show("waiting");
    await this.#begin();
    this.#isWaiting = false;
    if (!this.isConnected) return;
    this.#isSent = true;
    this.#form.requestSubmit(event.submitter);
    this.#isSent = false;
  }
}

customElements.define("altcha-proof", AltchaProof);
