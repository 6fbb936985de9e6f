// The page works without this: it adds uploads with progress, filters and
// marking of the counterpart of what is clicked.
"use strict";
(() => {
  const $ = (s, e = document) => e.querySelector(s), $$ = (s, e = document) => [...e.querySelectorAll(s)];

  // Home: files, folders, and what a browser hands over when they are dropped.
  const drop = $("#drop");
  if (drop) {
    const list = $("#uploads"), say = list.dataset, limit = Number(drop.dataset.limit);
    const row = (file, after) => {
      const li = document.createElement("li"), name = document.createElement("span"), state = document.createElement("span");
      name.className = "name"; name.textContent = name.title = file.name; state.textContent = say.waiting;
      li.append(name, state); list.hidden = false;
      if (after) { li.className = "member"; after.after(li); } else list.append(li);
      const show = (text, cls, href) => {
        state.className = cls || ""; state.textContent = text;
        if (href) { const a = document.createElement("a"); a.href = href; a.textContent = text; state.replaceChildren(a); }
      };
      show.li = li;
      return show;
    };
    const explain = (p) => {
      const known = $("#problems").content.querySelector(`[data-code="${CSS.escape(p.code || "")}"]`);
      return known ? known.textContent : p.detail || say.failed;
    };
    const send = async (file, show) => {
      if (file.size > limit) { show(say.large, "bad"); return; }
      show(say.reading);
      for (let attempt = 0; ; attempt++) {
        try {
          const r = await fetch("/v1/documents?name=" + encodeURIComponent(file.name), { method: "POST", body: file, headers: { "Content-Type": "application/octet-stream" } });
          if (r.status === 429 && attempt < 20) {
            show(say.busy);
            await new Promise((f) => setTimeout(f, 1000 * Number(r.headers.get("Retry-After") || 2)));
            continue;
          }
          if (!r.ok) { show(explain(await r.json()), "bad"); return; }
          show(r.status === 200 ? say.known : say.done, "good", r.headers.get("Location").replace("/v1/", "/"));
          return r.headers.get("Location");
        } catch { show(say.offline, "bad"); return; }
      }
    };
    // An archive becomes a batch, whose progress comes as events; its first
    // files get a line each.
    const states = { queued: [say.waiting, ""], running: [say.reading, ""], done: [say.done, "good"], skipped: [say.known, "good"], failed: [say.failed, "bad"], cancelled: [say.cancelled, "bad"] };
    const members = (batch, show) => {
      const lines = new Map();
      let last = show.li;
      return async () => {
        const r = await fetch(batch + "/documents?limit=200");
        if (!r.ok) return;
        for (const f of (await r.json()).files) {
          if (!lines.has(f.n)) { lines.set(f.n, row(f, last)); last = lines.get(f.n).li; }
          const [text, cls] = states[f.state];
          lines.get(f.n)(f.state === "failed" ? explain({ code: f.code, detail: f.message }) : text, cls, f.document && "/documents/" + f.document);
        }
      };
    };
    const isArchive = (f) => /\.(zip|tar|tgz|tar\.gz|tar\.bz2|tar\.xz|tar\.zst)$/i.test(f.name);
    const sendArchive = async (file, show) => {
      show(say.reading);
      try {
        const r = await fetch("/v1/batches?name=" + encodeURIComponent(file.name), { method: "POST", body: file, headers: { "Content-Type": "application/octet-stream" } });
        if (!r.ok) { show(explain(await r.json()), "bad"); return; }
        const at = r.headers.get("Location"), refresh = members(at, show);
        await new Promise((over) => {
          const ev = new EventSource(at + "/events");
          let turn = Promise.resolve();
          const tell = (e) => {
            const b = JSON.parse(e.data), text = say.batch.replace("%s", b.done + b.skipped).replace("%s", b.total) + (b.failed ? " · " + say.some.replace("%s", b.failed) : "");
            show(text, e.type === "end" ? (b.failed ? "bad" : "good") : "");
            return turn = turn.then(refresh).catch(() => {});
          };
          ev.addEventListener("batch", tell);
          ev.addEventListener("end", (e) => { ev.close(); tell(e).then(over); });
        });
      } catch { show(say.offline, "bad"); }
    };
    const sendAll = async (files) => {
      const work = files.map((f) => [f, row(f)]), done = [];
      const one = async () => { for (let w; (w = work.shift());) { if (isArchive(w[0])) { await sendArchive(...w); continue; } const at = await send(...w); if (at) done.push(at); } };
      const total = work.length;
      await Promise.all([one(), one(), one()]);
      if (done.length === total && total === 1) location.href = done[0].replace("/v1/", "/");
      else if (done.length === total) location.reload();
      else {
        const li = document.createElement("li"), a = document.createElement("a");
        a.href = "/"; a.textContent = say.list; li.append(a); list.append(li);
      }
    };
    const entries = async (items) => {
      const out = [], walk = async (e) => {
        if (e.isFile) out.push(await new Promise((ok, no) => e.file(ok, no)));
        else if (e.isDirectory) {
          const r = e.createReader();
          for (let part; (part = await new Promise((ok, no) => r.readEntries(ok, no))).length;) for (const c of part) await walk(c);
        }
      };
      const roots = [...items].map((i) => i.webkitGetAsEntry && i.webkitGetAsEntry()).filter(Boolean);
      for (const e of roots) await walk(e);
      return out.filter((f) => !f.name.startsWith("."));
    };
    // With script, choosing is sending: the button and the bare input go.
    drop.classList.add("scripted");
    $("#send").hidden = true; $("#choose").hidden = $("#choose-folder").hidden = false;
    for (const i of [$("#file"), $("#folder")]) i.addEventListener("change", () => { sendAll([...i.files].filter((f) => !f.name.startsWith("."))); i.value = ""; });
    drop.addEventListener("submit", (e) => e.preventDefault());
    for (const t of ["dragenter", "dragover"]) drop.addEventListener(t, (e) => { e.preventDefault(); drop.classList.add("over"); });
    for (const t of ["dragleave", "drop"]) drop.addEventListener(t, () => drop.classList.remove("over"));
    drop.addEventListener("drop", async (e) => { e.preventDefault(); const f = await entries(e.dataTransfer.items); sendAll(f.length ? f : [...e.dataTransfer.files]); });
  }

  // Document: clicking a fact or a row shows the other; filters hide rows.
  const panes = $(".panes");
  if (panes) {
    const items = $$(".item");
    let at = -1;
    const here = (i) => {
      $$(".here").forEach((e) => e.classList.remove("here"));
      const p = $("#i-" + i), r = $(`.item[data-i="${i}"]`);
      p && p.classList.add("here"); r && r.classList.add("here");
      at = Number(i);
    };
    const reveal = (el) => {
      if (!el) return;
      const box = el.closest(".items");
      if (box && getComputedStyle(box).position === "sticky") {
        const b = box.getBoundingClientRect(), r = el.getBoundingClientRect();
        box.scrollTop += r.top - b.top - b.height / 3;
      } else el.scrollIntoView({ block: "center" });
      el.classList.remove("flash"); void el.offsetWidth; el.classList.add("flash");
      setTimeout(() => el.classList.remove("flash"), 1700);
    };
    panes.addEventListener("click", (e) => {
      const a = e.target.closest("a[href^='#']"), line = e.target.closest("[data-i]");
      if (a && !e.ctrlKey && !e.metaKey) {
        const to = document.getElementById(decodeURIComponent(a.hash.slice(1)));
        if (to) { e.preventDefault(); history.replaceState(null, "", a.hash); reveal(to); }
      } else if (line && line.closest(".text") && getSelection().isCollapsed) reveal($(`.item[data-i="${line.dataset.i}"]`));
      if (line) here(line.dataset.i);
    });
    const byOffice = $("#by-office"), byKind = $("#by-kind"), shown = $("#shown");
    const filter = () => {
      const o = byOffice ? byOffice.value : "", k = byKind ? byKind.value : "";
      let n = 0;
      for (const it of items) {
        const yes = (!o || it.dataset.offices.includes("|" + o + "|")) && (!k || it.dataset.kinds.includes("|" + k + "|"));
        it.hidden = !yes; n += yes;
      }
      shown.textContent = o || k ? shown.dataset.text.replace("%s", n).replace("%s", items.length) : "";
    };
    byOffice && byOffice.addEventListener("change", filter);
    byKind && byKind.addEventListener("change", filter);
    for (const c of $$("[data-show]")) c.addEventListener("change", () => panes.classList.toggle("no-" + c.dataset.show, !c.checked));
    filter();
    // An address that names an item shows its text too.
    const named = location.hash.startsWith("#item-") && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (named) {
      const go = () => { here(named.dataset.i); reveal($("#i-" + named.dataset.i)); reveal(named); };
      go();
      addEventListener("load", () => requestAnimationFrame(go)); // the browser goes to the name itself when all is loaded
    }
    addEventListener("keydown", (e) => {
      if (e.target.closest("input, select, textarea") || e.ctrlKey || e.metaKey || e.altKey || !"jk".includes(e.key)) return;
      const open = items.filter((i) => !i.hidden), now = open.findIndex((i) => Number(i.dataset.i) === at);
      const next = open[Math.max(0, Math.min(open.length - 1, now + (e.key === "j" ? 1 : -1)))];
      if (next) { here(next.dataset.i); reveal($("#i-" + next.dataset.i)); reveal(next); }
    });
  }

  // Selected text of a document may become a fact.
  const bar = $("#pickbar"), points = (s) => [...s].length;
  if (bar) {
    // at is the place in the document's text, in code points, of a point of the page.
    const at = (node, offset) => {
      const line = (node.nodeType === 1 ? node : node.parentElement).closest("[data-s]");
      if (!line) return null;
      let from = Number(line.dataset.s), part = line;
      if (line.matches("tr")) {
        part = (node.nodeType === 1 ? node : node.parentElement).closest("td");
        if (!part) return null;
        for (let c = part.previousElementSibling; c; c = c.previousElementSibling) from += points(c.textContent) + 1;
      }
      const r = document.createRange();
      r.setStart(part, 0); r.setEnd(node, offset);
      return from + points(r.toString());
    };
    document.addEventListener("selectionchange", () => {
      const s = getSelection(), text = s.isCollapsed || !s.rangeCount ? "" : s.toString().trim(), r = text && s.getRangeAt(0);
      const a = r && $(".text").contains(r.commonAncestorContainer) ? at(r.startContainer, r.startOffset) : null, b = a === null ? null : at(r.endContainer, r.endOffset);
      bar.hidden = a === null || b === null || b <= a || text.includes("\n");
      if (bar.hidden) return;
      $(".quote", bar).textContent = "「" + text + "」";
      for (const l of $$("a", bar)) { const u = new URL(l.href); u.searchParams.set("from", a + "-" + b); l.href = u.pathname + u.search; }
    });
  }

  // Correcting: words picked in the source go into the field that was in use.
  const form = $("#edit"), source = $("#source");
  if (form) {
    const all = [...source.textContent], base = Number(source.dataset.start), said = $("#picked"), f = form.elements;
    let field = f.text;
    const arm = (i) => { field = i; $$(".armed").forEach((e) => e.classList.remove("armed")); i.classList.add("armed"); };
    for (const i of $$("[data-pick]", form)) i.addEventListener("focus", () => arm(i));
    arm(f.text);
    const say = (yes) => { said.classList.toggle("no", !yes); said.textContent = yes ? said.dataset.yes + "「" + f.text.value + "」" : f.text.value ? said.dataset.no : ""; };
    const mark = (a, b) => {
      const m = document.createElement("mark");
      m.textContent = all.slice(a, b).join("");
      source.replaceChildren(all.slice(0, a).join(""), m, all.slice(b).join(""));
    };
    const place = (a, b) => { f.start.value = base + a; f.end.value = base + b; f.text.value = all.slice(a, b).join(""); say(true); };
    document.addEventListener("selectionchange", () => {
      const s = getSelection();
      if (s.isCollapsed || !s.rangeCount || !source.contains(s.getRangeAt(0).commonAncestorContainer)) return;
      const r = s.getRangeAt(0), upTo = (node, offset) => { const x = document.createRange(); x.setStart(source, 0); x.setEnd(node, offset); return points(x.toString()); };
      let a = upTo(r.startContainer, r.startOffset), b = upTo(r.endContainer, r.endOffset);
      while (a < b && !all[a].trim()) a++;
      while (b > a && !all[b - 1].trim()) b--;
      if (a === b) return;
      if (field === f.text) place(a, b); else field.value = all.slice(a, b).join("");
    });
    source.addEventListener("mouseup", () => setTimeout(() => { if (field === f.text && f.start.value) { mark(f.start.value - base, f.end.value - base); } else field.focus(); }));
    f.text.addEventListener("input", () => {
      const want = [...f.text.value.trim()], hits = [];
      for (let i = 0; want.length && i + want.length <= all.length; i++) if (want.every((c, k) => all[i + k] === c)) hits.push(i);
      const near = f.start.value ? f.start.value - base : 0, a = hits.sort((x, y) => Math.abs(x - near) - Math.abs(y - near))[0];
      if (a !== undefined) { f.start.value = base + a; f.end.value = base + a + want.length; mark(a, a + want.length); }
      say(a !== undefined);
    });
    for (const s of $$("[data-step]", form)) {
      s.hidden = false;
      s.addEventListener("click", () => {
        const a = f.start.value - base, b = f.end.value - base + Number(s.dataset.step);
        if (f.start.value && b > a && b <= all.length && all[b - 1] !== "\n") { place(a, b); mark(a, b); }
      });
    }
    // A milestone has no amount, and only a range an upper end.
    if (f.kind) {
      const show = () => {
        $("#amount").hidden = $("#amount").disabled = f.kind.value === "milestone";
        $("#upto").hidden = f.value_max.disabled = f.comparator.value !== "range";
      };
      f.kind.addEventListener("change", show); f.comparator.addEventListener("change", show); show();
    }
  }

  // Series: indicators of one year only are shown on request.
  const full = $("#full");
  if (full) full.addEventListener("change", () => $(".ledger").classList.toggle("full", full.checked));

  // Compare: tiles show and hide.
  const boxes = $$("[data-status][type=checkbox]");
  if (boxes.length) {
    const filter = () => {
      const on = new Set(boxes.filter((b) => b.checked).map((b) => b.dataset.status));
      for (const l of $$("article.link")) l.hidden = !on.has(l.dataset.status);
    };
    boxes.forEach((b) => b.addEventListener("change", filter));
    filter();
  }
})();
