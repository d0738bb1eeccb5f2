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
  const toMissing = document.getElementById("to-missing");
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
    const question = row.querySelector(".grid-question"); // about what is saved, so not beside an error
    question.hidden = kind === "field-error" || !question.textContent.trim();
  };
  const stood = new Map(cells.map((cell) => [cell, [noteOf(cell).textContent.trim(), noteOf(cell).querySelector(".missing") ? "missing" : ""]]));
  const standing = (cell) => mark(cell, ...stood.get(cell)); // as it was before anybody typed
  const headline = () => {
    const title = document.getElementById("headline");
    const left = cells.filter((cell) => !cell.dataset.saved).length;
    title.textContent = left ? fill(title.dataset.left, { n: left }) : title.dataset.full;
    const late = document.getElementById("late");
    if (late) late.hidden = !left;
    if (toMissing) toMissing.hidden = !left;
  };

  // -- the last paste: how much of it is saved, and a way back for the rest --------------------------------------------
  const pasted = document.getElementById("grid-pasted");
  let batch = new Map(); // cell: waiting, saved or attention
  let rest = []; // what found no place
  const showBatch = () => {
    const count = (state) => [...batch.values()].filter((each) => each === state).length;
    const parts = batch.size ? [fill(say.pasted, { a: count("saved"), n: batch.size })] : [];
    if (count("attention")) parts.push(fill(say.attention, { b: count("attention") }));
    pasted.hidden = !(parts.length + rest.length);
    pasted.firstElementChild.textContent = [...parts, ...rest].join(" ");
    pasted.querySelector("button").hidden = count("saved") === batch.size;
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
      const isPasted = batch.get(cell) === "waiting";
      received(cell, text, answer);
      if (isPasted && ![...batch.values()].includes("waiting")) tell(pasted.firstElementChild.textContent);
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
    if (batch.has(cell)) batch.set(cell, answer.state === "saved" ? "saved" : "attention");
    if (answer.state === "saved") return saved(cell, text, answer);
    if (answer.state === "reason") {
      mark(cell, say.reason, "missing");
      ask.reason(cell);
    } else if (answer.state === "stale") {
      mark(cell, say.stale, "field-error");
      ask.reason(cell, answer);
    } else {
      mark(cell, answer.said, "field-error");
    }
    tell(`${labelOf(cell)}: ${answer.state === "reason" ? say.reason : answer.said}`);
    showBatch();
  };
  const stand = (cell, answer) => { // what the server has, in every place that holds it
    cell.dataset.saved = answer.text;
    cell.dataset.version = answer.version;
    form.elements[`v-${codeOf(cell)}`].value = answer.version;
    form.elements[`w-${codeOf(cell)}`].value = answer.text;
    cell.closest("td").querySelector(".print-only").textContent = answer.shown;
  };
  const saved = (cell, text, answer) => {
    const row = rowOf(cell);
    reasons.delete(cell);
    stand(cell, answer);
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
    if (!row.classList.contains("grid-wrong")) question.hidden = !answer.question;
    for (const [code, value] of Object.entries(answer.computed)) {
      const place = form.querySelector(`[data-computed="${CSS.escape(code)}"]`);
      if (place) place.textContent = value;
    }
    headline();
    showBatch();
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
    // Why a figure changes; where somebody else was faster, with what stands there now to keep or to replace.
    reason(cell, stale = null) {
      const part = this.open(cell, "ask-reason");
      const why = part.querySelector("[data-why]");
      const free = part.querySelector("input");
      const back = part.querySelector("[data-keep]");
      const stands = stale ? stale.text : cell.dataset.saved;
      const kind = !cell.value.trim() ? "withdraw" : stands ? "change" : "fill";
      why.textContent = [stale?.said, fill(why.dataset[kind], { a: stands || "–", b: cell.value.trim() })].filter(Boolean).join(" ");
      part.toggleAttribute("data-stale", Boolean(stale));
      if (stale) back.textContent = fill(back.dataset.say, { a: stands || "–" });
      const see = () => {
        if (!stale) return;
        drop(cell);
        stand(cell, stale);
        stood.set(cell, stale.text ? ["", ""] : [say.missing, "missing"]);
        headline();
      };
      const go = (each, text) => { reasons.set(each, text); send(each); };
      const give = () => { if (free.value.trim()) { see(); go(cell, free.value.trim()); } else free.focus(); };
      const keepIt = () => { see(); takeBack(cell); };
      part.querySelectorAll("[data-quick]").forEach((button) => button.addEventListener("click", () => { free.value = button.textContent; give(); }));
      part.querySelector("[data-save]").addEventListener("click", give);
      back.addEventListener("click", keepIt);
      part.querySelector("[data-all]").addEventListener("click", () => {
        if (!free.value.trim()) return free.focus();
        const text = free.value.trim();
        for (const other of form.querySelectorAll("[data-ask]:not([data-stale])")) go(cellOf(other.dataset.ask), text);
      });
      free.addEventListener("keydown", (event) => {
        if (event.key === "Enter") { event.preventDefault(); give(); }
        if (event.key === "Escape") { event.preventDefault(); keepIt(); }
      });
      const waiting = form.querySelectorAll("[data-ask]:not([data-stale]) [data-all]");
      for (const button of waiting) {
        button.hidden = waiting.length < 2;
        button.textContent = fill(button.dataset.say, { n: waiting.length });
      }
    },
  };
  const takeBack = (cell) => {
    cell.value = cell.dataset.saved;
    reasons.delete(cell);
    queue = queue.filter((each, at) => each !== cell || (busy && at === 0));
    drop(cell);
    standing(cell);
    ask.close(cell);
    batch.delete(cell);
    showBatch();
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
  const enter = (cell) => { // the question below a row, where one is open
    const part = cell && ask.of(cell);
    if (part) part.querySelector("input").focus();
    return Boolean(part);
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
      Tab: () => event.shiftKey ? enter(cells[cells.indexOf(cell) - 1]) || step(cell, -1) : enter(cell) || step(cell, 1),
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
    cell.value = text.trim();
    keep(cell, false);
    leave(cell);
  };
  // Which column of a table is this period's: the one its heading names, or the only one that is filled. A table that
  // speaks of another period or unit, or that could mean two columns, is not guessed at: null.
  const headings = new Set([...say.headings.split("|"), "Giá trị", "Value"].map(folded));
  const beside = new Set([...document.querySelectorAll(".grid-table thead .figure:not(.grid-entry)")].map((each) => folded(each.textContent)));
  const isPeriod = (text) => beside.has(text) || /^(\p{L}+ ?)?(\d{1,2} )?(19|20)\d\d$|^20\d\d \d\d$|^(thang|t) ?\d{1,2}$/u.test(text);
  const placed = (rows) => {
    const known = new Map(cells.flatMap((each) => [[folded(codeOf(each)), each], [folded(labelOf(each)), each]]));
    const found = rows.map((row) => {
      let target = null, at = -1;
      row.forEach((text, i) => { const one = known.get(folded(text)); if (one && (!target || one === target)) { target = one; at = i; } });
      return { row, target, at };
    });
    const first = found.findIndex((each) => each.target);
    const data = found.slice(Math.max(first, 0));
    let column = -1, headed = false;
    for (const { row } of found.slice(0, Math.max(first, 0)).reverse()) {
      const names = row.map(folded);
      const ours = names.flatMap((name, i) => headings.has(name) ? [i] : []);
      if (!ours.length && names.some(isPeriod)) return null;
      if (!ours.length || headed) continue;
      if (ours.length > 1) return null;
      headed = true;
      [column] = ours;
      const unit = names.findIndex((name) => ["ma don vi", "unit code"].includes(name));
      const span = names.findIndex((name) => ["ky", "period"].includes(name));
      const isForeign = ({ row, target }) => target && ((unit >= 0 && folded(row[unit] ?? "") !== folded(say.unit))
        || (span >= 0 && !headings.has(folded(row[span] ?? ""))));
      if (data.some(isForeign)) return null;
    }
    if (!headed) {
      const filled = new Set(data.flatMap(({ row, target, at }) => target ? row.flatMap((text, i) => i > at && text.trim() ? [i] : []) : []));
      if (filled.size > 1) return null;
      [column = -1] = filled;
    }
    return {
      puts: data.flatMap(({ row, target }) => target && row[column]?.trim() ? [[target, row[column]]] : []),
      lost: (headed ? data : found)
        .filter(({ row, target }) => !target && row.some((text) => text.trim())).map(({ row }) => row.find((text) => text.trim()).trim()),
    };
  };
  form.addEventListener("paste", (event) => {
    const cell = event.target;
    if (!cells.includes(cell)) return;
    const rows = table(event.clipboardData.getData("text/plain"));
    if (rows.length === 1 && rows[0].length === 1) return;
    event.preventDefault();
    let puts, lost = [], over = 0;
    if (rows.every((row) => row.length === 1)) {
      const start = cells.indexOf(cell);
      const name = /[\p{L}/]/u.test(rows[0][0]) ? folded(rows[0][0]) : "";
      if (headings.has(name)) rows.shift();
      if (headings.has(name) || !isPeriod(name)) {
        puts = rows.flatMap(([text], i) => text.trim() && cells[start + i] ? [[cells[start + i], text]] : []);
        over = rows.filter(([text], i) => text.trim() && !cells[start + i]).length;
      }
    } else {
      const found = placed(rows);
      if (found) ({ puts, lost } = found);
    }
    batch = new Map();
    rest = !puts ? [say.unclear] : [];
    if (over) rest.push(fill(say.over, { n: over }));
    if (lost.length) rest.push(`${say.unmatched} ${lost.map((text) => `“${text.slice(0, 60)}”`).join(", ")}.`);
    for (const [target, text] of puts ?? []) {
      batch.set(target, "waiting");
      put(target, text); // an empty cell of a block takes nothing back
      if (!isTouched(target)) batch.set(target, "saved");
    }
    showBatch();
    tell(pasted.firstElementChild.textContent);
  });

  // -- the page as the script finds it ---------------------------------------------------------------------------------
  pasted.querySelector("button").addEventListener("click", () => {
    for (const [cell, state] of [...batch]) if (state !== "saved" && !(busy && queue[0] === cell)) takeBack(cell);
  });
  toMissing?.addEventListener("click", (event) => {
    const next = cells.find((cell) => !cell.dataset.saved);
    if (next) { event.preventDefault(); focus(next); }
  });
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
