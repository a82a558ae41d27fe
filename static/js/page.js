/* Better with script, complete without it: 打印 opens the browser's print dialog at once. */
document.querySelectorAll("[data-print]").forEach((link) => {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    window.print();
  });
});

/* A part of the page that tells how things stand now is read from its own address, as everybody gets it (without
   cookies), and again when the reader comes back to the page. Until then, and where that fails, the link stands. */
document.querySelectorAll("[data-fragment]").forEach((part) => {
  const read = async () => {
    try {
      const answer = await fetch(part.dataset.fragment, { credentials: "omit" });
      if (answer.ok) {
        part.innerHTML = await answer.text();
      }
    } catch {
      /* no network: what stands there stays */
    }
  };
  read();
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") {
      read();
    }
  });
});

/* A button that waits until something has been read. The server decides; the button only spares a vain attempt. */
document.querySelectorAll("button[data-wait]").forEach((button) => {
  const seconds = Number(button.dataset.wait);
  if (!seconds) {
    button.disabled = false; /* a browser may remember the button of before the page was loaded anew */
    return;
  }
  const words = button.textContent;
  const until = performance.now() + seconds * 1000;
  const tick = () => {
    const left = Math.ceil((until - performance.now()) / 1000);
    button.disabled = left > 0;
    button.textContent = left > 0 ? `${words}（${left} 秒）` : words;
    if (left > 0) {
      setTimeout(tick, 250);
      return;
    }
    button.form.querySelector("[data-wait-words]").textContent = "现在可以勾选同意，再按“下一步”。"; /* a status: said once */
  };
  tick();
});

/* How much of a limited field is used, counted in code points as the server does. Said aloud only near the limit. */
document.querySelectorAll("[data-limit]").forEach((field) => {
  const limit = Number(field.dataset.limit);
  const shown = document.createElement("p");
  const said = document.createElement("p");
  shown.className = "counter";
  shown.setAttribute("aria-hidden", "true");
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  field.after(shown, said);
  const count = () => {
    const used = [...field.value.trim()].length;
    shown.textContent = `${used}/${limit}`;
    shown.classList.toggle("counter-over", used > limit);
    const left = limit - used;
    const words = left < 0 ? `超出 ${-left} 个字` : `还能输入 ${left} 个字`;
    said.textContent = left <= Math.max(5, limit / 10) && document.activeElement === field ? words : "";
  };
  field.addEventListener("input", count);
  count();
});
