/* Better with script, complete without it: while somebody types, their colleagues see that the section is open, and they
   see their colleagues. Nothing is sent while nobody types, so that a page left open does not keep a session alive. */

(() => {
  const EVERY = 60_000;
  const box = document.querySelector("[data-presence]");
  const token = document.querySelector("input[name=csrfmiddlewaretoken]");
  if (!box || !token) {
    return;
  }
  let last = Date.now();

  document.addEventListener("input", async () => {
    if (Date.now() - last < EVERY) {
      return;
    }
    last = Date.now();
    try {
      const answer = await fetch(box.dataset.presence, {
        method: "POST",
        headers: { "X-CSRFToken": token.value },
        redirect: "error",
      });
      if (answer.ok) {
        const { words } = await answer.json();
        box.textContent = words;
        box.hidden = !words;
      }
    } catch {
      /* no connection: the hint stays as it was, and saving says so in its own way */
    }
  });
})();
