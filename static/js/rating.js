/* Better with script, complete without it: while somebody types, the server computes the rating and the page shows it.
   A box [data-rating] holds the fields; what was computed goes to [data-rating-place], inside the box or beside it. */

const WAIT = 500;

/** The fields of a box, without the prefix that tells the buildings of a section apart. */
const typedIn = (box) => {
  const prefix = box.dataset.ratingPrefix;
  const form = box.closest("form");
  const pairs = [...new FormData(form)].filter(([name]) => name.startsWith(prefix));
  return new URLSearchParams(pairs.map(([name, value]) => [name.slice(prefix.length), value]).filter(([, value]) => value));
};

const follow = (box) => {
  const around = box.querySelector("[data-rating-place]") ? box : box.parentElement;
  const place = around.querySelector("[data-rating-place]");
  const status = around.querySelector("[data-rating-status]");
  const isPost = "ratingPost" in box.dataset;
  let timer;
  let asked = new AbortController();

  const ask = async () => {
    asked.abort();
    asked = new AbortController();
    const typed = typedIn(box);
    const token = box.closest("form").querySelector("[name=csrfmiddlewaretoken]");
    const how = isPost ? { method: "POST", body: typed, headers: { "X-CSRFToken": token.value } } : {};
    try {
      const answer = await fetch(isPost ? box.dataset.rating : `${box.dataset.rating}?${typed}`, { ...how, signal: asked.signal });
      if (!answer.ok) {
        throw new Error(answer.status);
      }
      const parts = new DOMParser().parseFromString(await answer.text(), "text/html").body.children;
      const before = place.querySelector("details");
      place.replaceChildren(...parts);
      if (before) {
        place.querySelector("details")?.toggleAttribute("open", before.open); /* as whoever types has left it */
      }
      status.textContent = place.querySelector("[data-rating-summary]").dataset.ratingSummary;
      if (!isPost) {
        history.replaceState(null, "", `${location.pathname}?${typed}`); /* the link to share is always the one of what is shown */
      }
    } catch (problem) {
      if (problem.name !== "AbortError") {
        status.textContent = "没有算成，请检查网络，或者按计算按钮。";
      }
    }
  };
  box.addEventListener("input", (event) => {
    if ("ratingScheme" in event.target.dataset || event.target.name === "scheme") {
      return; /* another standard has other fields: the server draws them */
    }
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  box.querySelector("[name$=scheme]")?.addEventListener("change", () => {
    const button = box.querySelector("button[name=stay]");
    box.closest("form").requestSubmit(button);
  });
};

document.querySelectorAll("[data-rating]").forEach(follow);
