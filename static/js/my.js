/* Better with script, complete without it: warns before the session ends, and counts the minutes of withdrawal down.
   Times are measured from the server's own clock, for the reader's may be wrong. */

const WARN_BEFORE = 5 * 60 * 1000;
const LONGEST_TIMER = 24 * 60 * 60 * 1000;

/** Milliseconds from now until a moment of the server. */
const untilMoment = (moment, serverTime, loadedAt) => Date.parse(moment) - Date.parse(serverTime) - (Date.now() - loadedAt);

(() => {
  const box = document.querySelector("[data-session-ends]");
  if (!box) {
    return;
  }
  const form = box.querySelector("form");
  const words = form.querySelector("[data-session-words]");
  const tabs = new BroadcastChannel("session");
  const style = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "Asia/Shanghai" };
  const clock = new Intl.DateTimeFormat("zh-CN", style);
  let ends = 0;
  let timer;

  /* left: milliseconds until the end; moment: the end, as people read it. */
  const plan = (left, moment) => {
    clearTimeout(timer);
    ends = Date.now() + left;
    document.querySelectorAll("[data-session-time]").forEach((place) => {
      place.textContent = clock.format(new Date(moment));
    });
    form.hidden = left > WARN_BEFORE;
    const next = left > WARN_BEFORE ? left - WARN_BEFORE : left;
    timer = next > 0 ? setTimeout(() => plan(ends - Date.now(), moment), Math.min(next, LONGEST_TIMER)) : 0;
    if (next <= 0) {
      words.textContent = "登录已经过期。请照常按保存：重新登录后，填写的内容会还给您。";
    }
  };
  const begin = (moment, serverTime) => {
    const left = Date.parse(moment) - Date.parse(serverTime);
    plan(left, moment);
    tabs.postMessage({ left, moment }); /* what happens in one tab puts the end off in all */
  };
  tabs.addEventListener("message", ({ data }) => {
    if (Date.now() + data.left > ends) {
      plan(data.left, data.moment);
    }
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const answer = await (await fetch(form.action, { method: "POST", body: new FormData(form) })).json();
      begin(answer.ends_at ?? answer.now, answer.now);
    } catch {
      words.textContent = "没有延长成功，请检查网络后再按一次。";
    }
  });
  begin(box.dataset.sessionEnds, box.dataset.serverTime);
})();

document.querySelectorAll("[data-until]").forEach((place) => {
  const loadedAt = Date.now();
  const words = place.querySelector("[data-left]");
  const tick = () => {
    const left = untilMoment(place.dataset.until, place.dataset.serverTime, loadedAt);
    if (left <= 0) {
      place.textContent = "撤回的时间已过。";
      return;
    }
    const seconds = Math.ceil(left / 1000);
    words.textContent = seconds > 60 ? `还剩 ${Math.ceil(seconds / 60)} 分钟` : `还剩 ${seconds} 秒`;
    setTimeout(tick, 1000);
  };
  tick();
});
