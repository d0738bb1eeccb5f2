// The grid of a return: moves like a spreadsheet, takes a paste, saves each cell as one leaves it, and keeps what was
// typed on this computer until the server has it. Without this file the page is one form with a button.
(() => {
  "use strict";
  const form = document.getElementById("grid");
  if (!form) return;
  const say = form.dataset;
  const AGAIN = 15_000; // until it is sent again, where the server and not the line was away
  const MEMORY = `kieumau.draft ${say.account} ${say.return}`;
  const banner = document.getElementById("grid-banner");
  const told = document.getElementById("grid-told");
  const cells = [...form.querySelectorAll("input[data-saved]")];
  const rowOf = (cell) => cell.closest("tr");
  const codeOf = (cell) => rowOf(cell).dataset.code;
  const cellOf = (code) => cells.find((cell) => codeOf(cell) === code);
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const labelOf = (cell) => document.getElementById(`${codeOf(cell)}-label`).textContent.trim();
  const tell = (text) => { told.textContent = text; };

  // -- what was typed and is not saved: on this computer, under this account, this unit and this period -------------
  // Another tab may hold drafts of the same return: each writes only what it typed itself.
  const recall = () => { try { return JSON.parse(localStorage.getItem(MEMORY)) || {}; } catch { return {}; } };
  const drafts = recall();
  const remember = (code, draft) => {
    const all = recall();
    if (draft) all[code] = drafts[code] = draft;
    else { delete drafts[code]; delete all[code]; }
    try {
      if (Object.keys(all).length) localStorage.setItem(MEMORY, JSON.stringify(all));
      else localStorage.removeItem(MEMORY);
    } catch { /* a private window: the page itself still holds it */ }
  };
  const seenOf = (cell) => drafts[codeOf(cell)]?.seen ?? cell.dataset.version;
  const keep = (cell, left) => remember(codeOf(cell), { text: cell.value, seen: seenOf(cell), left });
  const drop = (cell) => remember(codeOf(cell), null);
  const isTouched = (cell) => cell.value.trim() !== cell.dataset.saved;

  // -- what a row says ------------------------------------------------------------------------------------------------
  const noteOf = (cell) => document.getElementById(`${codeOf(cell)}-note`);
  const mark = (cell, text, kind = "") => {
    const row = rowOf(cell);
    const note = noteOf(cell);
    note.textContent = text;
    note.className = `grid-note ${kind}`;
    row.classList.toggle("grid-wrong", kind === "field-error");
    row.querySelectorAll("p.field-error").forEach((old) => old.remove());
    if (kind === "field-error") cell.setAttribute("aria-invalid", "true");
    else cell.removeAttribute("aria-invalid");
  };
  const stood = new Map(cells.map((cell) => [cell, [noteOf(cell).textContent.trim(), noteOf(cell).querySelector(".missing") ? "missing" : ""]]));
  const standing = (cell) => mark(cell, ...stood.get(cell)); // as it was before anybody typed
  const headline = () => {
    const title = document.getElementById("headline");
    const left = cells.filter((cell) => !cell.dataset.saved).length;
    title.textContent = left ? fill(title.dataset.left, { n: left }) : title.dataset.full;
  };

  // -- saving: one cell after the other, in the order in which they were left ---------------------------------------
  let queue = [];
  let busy = false;
  let held = ""; // why nothing goes through at the moment
  const reasons = new Map();
  const showBanner = () => {
    const waiting = queue.length;
    banner.hidden = !(held && waiting);
    banner.firstElementChild.textContent = [fill(say.waiting, { n: waiting }), held === "signed out" ? say.signedOut : ""]
      .filter(Boolean).join(" ");
  };
  const send = (cell) => {
    keep(cell, true);
    if (!queue.includes(cell)) queue.push(cell);
    mark(cell, held ? say.held : say.saving, held && "missing");
    flush();
  };
  const flush = async () => {
    if (busy) return;
    busy = true;
    while (queue.length) {
      const cell = queue[0];
      const text = cell.value;
      let answer;
      try {
        const fields = { indicator: codeOf(cell), value: text, seen: seenOf(cell), account: say.account };
        if (reasons.has(cell)) fields.reason = reasons.get(cell);
        answer = await post(fields);
      } catch (error) {
        held = error.message === "signed out" ? "signed out" : "offline";
        for (const each of queue) mark(each, say.held, "missing");
        if (held === "offline") setTimeout(flush, AGAIN);
        break;
      }
      held = "";
      queue.shift();
      received(cell, text, answer);
    }
    busy = false;
    showBanner();
  };
  const field = form.querySelector("[name=csrfmiddlewaretoken]");
  const post = async (fields, renewed = false) => {
    const response = await fetch(say.cell, {
      method: "POST", body: new URLSearchParams(fields), redirect: "manual", credentials: "same-origin",
      headers: { Accept: "application/json", "X-CSRFToken": field.value },
    });
    if (response.status === 403 && !renewed && await renew()) return post(fields, true);
    if (response.type === "opaqueredirect" || [401, 403, 404].includes(response.status)) throw new Error("signed out");
    if (response.status >= 500) throw new Error("offline");
    return response.json();
  };
  // Whoever signed in again elsewhere has a new token; nothing is sent in another person's name.
  const renew = async () => {
    const response = await fetch(location.pathname, { redirect: "manual", credentials: "same-origin" });
    const page = response.ok && new DOMParser().parseFromString(await response.text(), "text/html").getElementById("grid");
    if (!page || page.dataset.account !== say.account) return false;
    field.value = page.querySelector("[name=csrfmiddlewaretoken]").value;
    return true;
  };

  const received = (cell, text, answer) => {
    ask.close(cell);
    if (answer.state === "saved") return saved(cell, text, answer);
    if (answer.state === "reason") {
      mark(cell, say.reason, "missing");
      ask.reason(cell);
    } else if (answer.state === "stale") {
      mark(cell, answer.said, "field-error");
      ask.stale(cell, answer);
    } else {
      mark(cell, answer.said, "field-error");
    }
    tell(`${labelOf(cell)}: ${answer.state === "reason" ? say.reason : answer.said}`);
  };
  const saved = (cell, text, answer) => {
    const row = rowOf(cell);
    reasons.delete(cell);
    cell.dataset.saved = answer.text;
    cell.dataset.version = answer.version;
    form.elements[`v-${codeOf(cell)}`].value = answer.version;
    form.elements[`w-${codeOf(cell)}`].value = answer.text;
    stood.set(cell, answer.text ? [answer.said, "grid-saved"] : [`${answer.said}, ${say.missing}`, "missing"]);
    standing(cell);
    if (cell.value === text) {
      cell.value = answer.text;
      drop(cell);
    } else { // typed on while it was on its way: against the version that stands now
      drop(cell);
      keep(cell, false);
      mark(cell, say.unsent);
    }
    const story = row.querySelector(".grid-story");
    if (story && answer.version) {
      story.hidden = false;
      story.href = answer.story;
      if (answer.corrected) { story.textContent = answer.corrected; story.classList.remove("no-print"); }
    }
    const question = row.querySelector(".grid-question");
    question.textContent = answer.question;
    question.hidden = !answer.question;
    for (const [code, value] of Object.entries(answer.computed)) {
      const place = form.querySelector(`[data-computed="${CSS.escape(code)}"]`);
      if (place) place.textContent = value;
    }
    headline();
    tell(`${labelOf(cell)}: ${answer.said}${answer.question ? `. ${answer.question}` : ""}`);
  };

  // -- what is asked beside a row --------------------------------------------------------------------------------------
  const ask = {
    open(cell, name) {
      this.close(cell);
      const part = document.getElementById(name).content.cloneNode(true).firstElementChild;
      part.dataset.ask = codeOf(cell);
      rowOf(cell).after(part);
      return part;
    },
    of: (cell) => form.querySelector(`[data-ask="${CSS.escape(codeOf(cell))}"]`),
    close(cell) {
      const part = this.of(cell);
      if (!part) return;
      const inside = part.contains(document.activeElement);
      part.remove();
      if (inside) focus(cell);
    },
    reason(cell) {
      const part = this.open(cell, "ask-reason");
      const why = part.querySelector("[data-why]");
      const free = part.querySelector("input");
      why.textContent = fill(cell.value.trim() ? why.dataset.change : why.dataset.withdraw, { a: cell.dataset.saved || "–", b: cell.value.trim() });
      const go = (each, text) => { reasons.set(each, text); send(each); };
      const give = () => { if (free.value.trim()) go(cell, free.value.trim()); else free.focus(); };
      part.querySelectorAll("[data-quick]").forEach((button) => button.addEventListener("click", () => { free.value = button.textContent; give(); }));
      part.querySelector("[data-save]").addEventListener("click", give);
      part.querySelector("[data-keep]").addEventListener("click", () => takeBack(cell));
      part.querySelector("[data-all]").addEventListener("click", () => {
        if (!free.value.trim()) return free.focus();
        const text = free.value.trim();
        for (const other of form.querySelectorAll("[data-ask] input")) go(cellOf(other.closest("[data-ask]").dataset.ask), text);
      });
      free.addEventListener("keydown", (event) => {
        if (event.key === "Enter") { event.preventDefault(); give(); }
        if (event.key === "Escape") { event.preventDefault(); takeBack(cell); }
      });
      const waiting = form.querySelectorAll("[data-ask] [data-all]");
      for (const button of waiting) {
        button.hidden = waiting.length < 2;
        button.textContent = fill(button.dataset.say, { n: waiting.length });
      }
    },
    stale(cell, answer) {
      const part = this.open(cell, "ask-stale");
      part.querySelector("[data-why]").textContent = answer.said;
      const theirs = part.querySelector("[data-theirs]");
      const mine = part.querySelector("[data-mine]");
      theirs.textContent = fill(theirs.dataset.say, { a: answer.text || "–" });
      mine.textContent = fill(mine.dataset.say, { b: cell.value.trim() || "–" });
      const see = () => { cell.dataset.saved = answer.text; cell.dataset.version = answer.version; drop(cell); headline(); stood.set(cell, answer.text ? ["", ""] : [say.missing, "missing"]); };
      theirs.addEventListener("click", () => { see(); takeBack(cell); });
      mine.addEventListener("click", () => { see(); send(cell); });
    },
  };
  const takeBack = (cell) => {
    cell.value = cell.dataset.saved;
    reasons.delete(cell);
    queue = queue.filter((each, at) => each !== cell || (busy && at === 0));
    drop(cell);
    standing(cell);
    ask.close(cell);
    showBanner();
  };
  const leave = (cell) => {
    if (isTouched(cell)) {
      const draft = drafts[codeOf(cell)];
      if (!(draft && draft.left && draft.text === cell.value)) send(cell);
    } else if (drafts[codeOf(cell)]) takeBack(cell);
  };

  // -- hands -----------------------------------------------------------------------------------------------------------
  const focus = (cell) => { cell.focus(); cell.select(); rowOf(cell).scrollIntoView({ block: "nearest" }); };
  const step = (cell, by) => {
    const next = cells[cells.indexOf(cell) + by];
    if (next) focus(next);
    else if (by) leave(cell);
    return Boolean(next);
  };
  form.addEventListener("submit", (event) => { event.preventDefault(); cells.forEach(leave); });
  form.addEventListener("focusin", (event) => { if (cells.includes(event.target)) event.target.select(); });
  form.addEventListener("focusout", (event) => { if (cells.includes(event.target)) leave(event.target); });
  form.addEventListener("input", (event) => {
    const cell = event.target;
    if (!cells.includes(cell)) return;
    if (ask.of(cell)) ask.close(cell);
    reasons.delete(cell);
    keep(cell, false);
    mark(cell, say.unsent);
  });
  form.addEventListener("keydown", (event) => {
    const cell = event.target;
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (cell.classList.contains("grid-story") && event.key === "ArrowLeft") {
      const back = cellOf(cell.closest("tr").dataset.code);
      if (back) { event.preventDefault(); focus(back); }
      return;
    }
    if (!cells.includes(cell)) return;
    const whole = cell.selectionStart === 0 && cell.selectionEnd === cell.value.length;
    const story = rowOf(cell).querySelector(".grid-story:not([hidden])");
    const handled = {
      ArrowDown: () => step(cell, 1),
      ArrowUp: () => step(cell, -1),
      Enter: () => { step(cell, event.shiftKey ? -1 : 1); return true; },
      Tab: () => !ask.of(cell) && step(cell, event.shiftKey ? -1 : 1),
      ArrowRight: () => story && !event.shiftKey && (whole || cell.selectionStart === cell.value.length) && (story.focus(), true),
      ArrowLeft: () => !event.shiftKey && whole && cell.value !== "",
      F2: () => { cell.setSelectionRange(cell.value.length, cell.value.length); return true; },
      Escape: () => { takeBack(cell); cell.select(); return true; },
    }[event.key];
    if (handled && handled()) event.preventDefault();
  });
  form.addEventListener("copy", (event) => {
    const cell = event.target;
    if (!cells.includes(cell) || cell.selectionStart !== cell.selectionEnd) return;
    event.clipboardData.setData("text/plain", cell.value);
    event.preventDefault();
  });

  // -- a block from a spreadsheet: a column goes down from the cell; with labels or codes each value finds its row ------
  const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  const table = (text) => {
    const rows = [[""]];
    let quoted = false;
    for (let i = 0; i < text.length; i++) {
      const sign = text[i];
      const row = rows[rows.length - 1];
      if (quoted && sign === '"' && text[i + 1] === '"') { row[row.length - 1] += sign; i++; }
      else if (sign === '"' && (quoted || row[row.length - 1] === "")) quoted = !quoted;
      else if (!quoted && sign === "\t") row.push("");
      else if (!quoted && sign === "\n") rows.push([""]);
      else if (sign !== "\r") row[row.length - 1] += sign;
    }
    while (rows.length > 1 && rows[rows.length - 1].every((each) => !each.trim())) rows.pop();
    return rows;
  };
  const put = (cell, text) => {
    if (!text.trim()) return false; // an empty cell of a block takes nothing back
    cell.value = text.trim();
    keep(cell, false);
    leave(cell);
    return true;
  };
  form.addEventListener("paste", (event) => {
    const cell = event.target;
    if (!cells.includes(cell)) return;
    const rows = table(event.clipboardData.getData("text/plain"));
    if (rows.length === 1 && rows[0].length === 1) return;
    event.preventDefault();
    const lost = [];
    let done = 0, over = 0;
    if (rows.every((row) => row.length === 1)) {
      const start = cells.indexOf(cell);
      rows.forEach(([text], i) => {
        const target = cells[start + i];
        if (target) done += put(target, text);
        else over += Boolean(text.trim());
      });
    } else {
      const known = new Map(cells.flatMap((each) => [[folded(codeOf(each)), each], [folded(labelOf(each)), each]]));
      for (const row of rows) {
        let target = null, at = -1;
        row.forEach((text, i) => { if (known.has(folded(text)) && (!target || known.get(folded(text)) === target)) { target = known.get(folded(text)); at = i; } });
        if (target && at + 1 < row.length) done += put(target, row[at + 1]);
        else if (row.some((text) => text.trim())) lost.push(row.find((text) => text.trim()).trim());
      }
    }
    const parts = [fill(say.pasted, { n: done })];
    if (over) parts.push(fill(say.over, { n: over }));
    if (lost.length) parts.push(`${say.unmatched} ${lost.map((text) => `“${text.slice(0, 60)}”`).join(", ")}.`);
    pasted.textContent = parts.join(" ");
    pasted.hidden = false;
    tell(pasted.textContent);
  });

  // -- the page as the script finds it ---------------------------------------------------------------------------------
  const pasted = document.createElement("p");
  pasted.className = "notice";
  pasted.id = "grid-pasted";
  pasted.hidden = true;
  banner.after(pasted);
  document.getElementById("grid-hint").hidden = false;
  form.querySelector(".grid-plain").hidden = true;
  form.querySelectorAll(".grid-facts").forEach((choice) => {
    choice.hidden = false;
    choice.querySelectorAll("button").forEach((button) => button.addEventListener("click", () => put(cellOf(button.closest("tr").dataset.code), button.textContent)));
  });
  banner.querySelector("button").addEventListener("click", () => flush());
  addEventListener("online", () => flush());
  for (const cell of cells) {
    const draft = drafts[codeOf(cell)];
    if (isTouched(cell)) { keep(cell, false); mark(cell, rowOf(cell).querySelector("p.field-error")?.textContent ?? say.unsent, "field-error"); }
    else if (!draft) continue;
    else if (draft.text.trim() === cell.dataset.saved) drop(cell);
    else {
      cell.value = draft.text;
      if (draft.left) send(cell);
      else mark(cell, say.unsent);
    }
  }
})();
