/* Better with script: files go at once, several side by side, with their progress, and go on after a broken connection.
   Without it the same file fields are sent with the form. The protocol stands in casework/attachments/views.py. */
const AT_ONCE = 3;
const WAITS = [1, 2, 5, 10, 20, 30]; // seconds between attempts while nobody answers
const CSRF = "csrfmiddlewaretoken";

class Refused extends Error {}

const pause = (seconds, signal) =>
  new Promise((resolve) => {
    const timer = setTimeout(done, seconds * 1000);
    function done() {
      clearTimeout(timer);
      removeEventListener("online", done);
      signal.removeEventListener("abort", done);
      resolve();
    }
    addEventListener("online", done);
    signal.addEventListener("abort", done);
  });

const inWords = (bytes) =>
  bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;

async function sha256(file) {
  if (!globalThis.crypto?.subtle) return ""; // only on encrypted connections; the server checks the file anyway
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** One file on its way: its row with name, progress and a button that cancels it. */
class Sending {
  constructor(block, file) {
    this.block = block;
    this.file = file;
    this.abort = new AbortController();
    this.row = document.createElement("li");
    this.row.className = "file-row upload-row";
    const name = document.createElement("span");
    name.className = "file-name";
    name.textContent = file.name;
    this.bar = document.createElement("progress");
    this.bar.max = Math.max(file.size, 1);
    this.bar.value = 0;
    this.bar.setAttribute("aria-label", `上传进度：${file.name}`);
    this.state = document.createElement("span");
    this.state.className = "file-facts";
    this.state.textContent = "等待上传";
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.className = "button-link";
    this.button.textContent = "取消";
    this.button.setAttribute("aria-label", `取消上传 ${file.name}`);
    this.button.addEventListener("click", () => this.cancel());
    this.row.append(name, this.state, this.bar, this.button);
    block.waiting.append(this.row);
  }

  /** A request that is tried again until somebody answers; answers of the server itself are returned as they are. */
  async ask(method, url, body) {
    for (let attempt = 0; ; attempt++) {
      try {
        const headers = { "X-CSRFToken": this.block.token(), Accept: "application/json" };
        const answer = await fetch(url, { method, body, headers, signal: this.abort.signal });
        if (answer.status < 500) return answer;
      } catch (problem) {
        if (this.abort.signal.aborted) throw problem;
      }
      const wait = WAITS[Math.min(attempt, WAITS.length - 1)];
      this.show(navigator.onLine ? "连接中断，正在重试" : "网络断开，恢复后自动继续");
      if (attempt === 0) this.block.say(`${this.file.name}：连接中断，恢复后自动继续。`);
      await pause(wait, this.abort.signal);
    }
  }

  async answer(method, url, body) {
    const answer = await this.ask(method, url, body);
    const said = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
    if (said.held) this.block.hold(said.held);
    if (said.error) throw new Refused(said.error);
    return [answer, said];
  }

  async send() {
    const { file } = this;
    const about = new URLSearchParams({ name: file.name, size: file.size, modified: file.lastModified });
    if (this.block.held()) about.set("held", this.block.held());
    const [begun, place] = await this.answer("POST", this.block.start, about);
    if (!begun.ok) throw new Refused(`“${file.name}”没有上传：现在不能上传，请刷新页面后再试。`);
    this.url = `${this.block.parts}${place.token}/`;
    this.block.pump();
    let offset = place.offset;
    if (offset > 0) this.block.say(`${file.name}：从上次中断的地方继续。`);
    for (;;) {
      while (offset < file.size) {
        this.progress(offset);
        const part = file.slice(offset, Math.min(offset + place.part, file.size));
        const [answer, said] = await this.answer("PUT", `${this.url}?offset=${offset}`, part);
        if (!answer.ok && answer.status !== 409) throw new Refused(`“${file.name}”没有上传：请重新选择后再试。`);
        offset = said.offset;
      }
      this.progress(file.size);
      this.show("正在检查");
      const [answer, said] = await this.answer("POST", `${this.url}finish/`, new URLSearchParams({ sha256: await sha256(file) }));
      if (answer.ok) return this.block.replaceRows(said.rows);
      if (answer.status === 404) return this.block.refresh(); // taken in, but the answer was lost on its way
      offset = said.offset;
    }
  }

  progress(offset) {
    this.bar.value = offset;
    this.show(`${Math.floor((offset / this.bar.max) * 100)}%，共 ${inWords(this.file.size)}`);
  }

  show(words) {
    this.state.textContent = words;
  }

  cancel() {
    this.abort.abort();
    if (this.url) fetch(this.url, { method: "DELETE", headers: { "X-CSRFToken": this.block.token() } }).catch(() => {});
    this.row.remove();
    this.block.say(`已取消上传 ${this.file.name}。`);
    this.block.input?.focus();
  }
}

/** One item of the form: its field, its files, and a voice for who does not see the progress. */
class Block {
  constructor(element) {
    this.element = element;
    this.start = element.dataset.upload;
    this.parts = element.dataset.parts;
    this.input = element.querySelector("input[type=file]");
    this.rows = element.querySelector("[data-rows]");
    this.errors = element.querySelector(".errors");
    this.queue = [];
    this.running = 0;
    this.waiting = document.createElement("ul");
    this.waiting.className = "files";
    this.voice = document.createElement("p");
    this.voice.className = "visually-hidden";
    this.voice.setAttribute("role", "status");
    const hint = document.createElement("p");
    hint.className = "help upload-hint";
    hint.textContent = "可以一次选多个，或者把文件拖到这里。选好后自动上传；网络中断会自动继续。";
    this.rows.after(this.waiting);
    this.input.closest(".upload-choose").append(hint);
    element.append(this.voice);
    this.input.addEventListener("change", () => this.take());
    element.addEventListener("dragover", (event) => {
      event.preventDefault();
      element.classList.add("upload-over");
    });
    element.addEventListener("dragleave", () => element.classList.remove("upload-over"));
    element.addEventListener("drop", (event) => {
      event.preventDefault();
      element.classList.remove("upload-over");
      this.add(event.dataTransfer.files);
    });
    this.take(); // somebody may have chosen before this script was there
  }

  /** What stands in the field goes on its way. */
  take() {
    if (!this.input.files.length) return;
    this.add(this.input.files);
    this.input.value = ""; // the form does not send them once more
  }

  token() {
    return this.element.closest("form").elements[CSRF].value;
  }

  held() {
    return this.element.closest("form").elements.held?.value ?? "";
  }

  hold(value) {
    const field = this.element.closest("form").elements.held;
    if (field) field.value = value;
  }

  add(files) {
    this.errors.replaceChildren();
    this.element.classList.remove("field-with-errors");
    for (const file of files) this.queue.push(new Sending(this, file));
    this.say(`开始上传 ${files.length} 个文件。`);
    this.pump();
  }

  /** Starts as many files as may go side by side. A draft is made for the first one, so the others wait for that. */
  pump() {
    while (this.queue.length && this.running < (this.needsDraft() ? 1 : AT_ONCE)) this.next();
    this.crossed ||= this.running > 1;
  }

  needsDraft() {
    const field = this.element.closest("form").elements.held;
    return field !== undefined && !field.value;
  }

  async next() {
    const sending = this.queue.shift();
    this.running++;
    try {
      if (!sending.abort.signal.aborted) {
        await sending.send();
        sending.row.remove();
        this.say(`${sending.file.name} 已上传。`);
      }
    } catch (problem) {
      if (!sending.abort.signal.aborted) this.refuse(sending, problem);
    } finally {
      this.running--;
      this.pump();
      if (!this.running && this.crossed) this.settle();
    }
  }

  refuse(sending, problem) {
    sending.row.remove();
    const line = document.createElement("li");
    line.textContent = problem instanceof Refused ? problem.message : `“${sending.file.name}”没有上传：请重新选择后再试。`;
    this.errors.append(line);
    this.element.classList.add("field-with-errors");
    this.say(line.textContent);
  }

  /** The server's own rows: file names in them are escaped there. */
  replaceRows(html) {
    this.rows.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.children);
  }

  async refresh() {
    const url = this.held() ? `/files/of/${encodeURIComponent(this.held())}/${this.start.split("/").at(-2)}/` : this.start;
    const answer = await fetch(url);
    if (answer.ok) this.replaceRows(await answer.text());
  }

  /** Answers that crossed on their way may have left an older list: the last word is asked for when all are through. */
  settle() {
    this.crossed = false;
    this.refresh().catch(() => this.say("连接中断，请刷新页面查看已上传的文件。"));
  }

  say(words) {
    this.voice.textContent = words;
  }
}

const blocks = [...document.querySelectorAll("[data-upload]")].filter((each) => each.querySelector("input[type=file]"));
const made = blocks.map((each) => new Block(each));
const busy = () => made.some((block) => block.running > 0);

addEventListener("beforeunload", (event) => {
  if (busy()) event.preventDefault(); // the browser asks whether to leave
});
for (const form of new Set(blocks.map((each) => each.closest("form")))) {
  form.addEventListener("submit", (event) => {
    if (!busy()) return;
    event.preventDefault();
    made.find((block) => block.running > 0).say("文件还在上传，请等传完再提交。");
    made.find((block) => block.running > 0).element.scrollIntoView({ block: "center" });
  });
}
