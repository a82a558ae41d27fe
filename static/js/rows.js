/* Better with script, complete without it: the buttons of rows save and draw the page anew without leaving it, and the
   keyboard goes on where it was. */

(() => {
  const ACTS = ["row", "add", "page"];
  const main = document.querySelector(".application-main");
  if (!main?.querySelector("form[data-rows]")) {
    return;
  }
  const words = document.createElement("p");
  words.className = "visually-hidden";
  words.setAttribute("role", "status");
  main.before(words);
  let busy = false;

  /** The field or button at which the keyboard goes on: the row that was asked for, or what went wrong. */
  const goOn = (act) => {
    const here = main.querySelector("[data-here]");
    const alert = main.querySelector("[role=alert]");
    if (here) {
      const same = act && [...here.querySelectorAll("button[name=row]")].find((each) => each.value.startsWith(`${act}-`));
      const first = here.querySelector("input:not([type=hidden]), select, textarea");
      const moved = act === "up" || act === "down";
      (moved && same && !same.disabled ? same : first ?? here).focus({ preventScroll: true });
      here.scrollIntoView({ block: "nearest" });
    } else if (alert) {
      alert.setAttribute("tabindex", "-1");
      alert.focus();
    } else {
      main.querySelector(".form-row")?.focus();
    }
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const button = event.submitter;
    if (!form.matches("form[data-rows]") || !button || !ACTS.includes(button.name)) {
      return;
    }
    event.preventDefault();
    if (busy) {
      return;
    }
    busy = true;
    words.textContent = "";
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form, button) });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const drawn = page.querySelector(".application-main");
      if (!drawn?.querySelector("form[data-rows]")) {
        throw new Error("another page"); /* the session has ended: the ordinary way keeps what was typed */
      }
      main.replaceChildren(...drawn.childNodes);
      history.replaceState(null, "", answer.url);
      words.textContent = page.querySelector(".messages")?.textContent.trim() ?? "";
      goOn(button.name === "row" ? button.value.split("-")[0] : "");
    } catch {
      form.removeAttribute("data-rows");
      form.requestSubmit(button);
    } finally {
      busy = false;
    }
  });
})();
