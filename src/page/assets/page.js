// @ts-check
/**
 * @typedef {import("../data").PageMessages} PageMessages
 * @typedef {import("../data").PageRule} PageRule
 * @typedef {import("../data").PageSession} PageSession
 * @typedef {import("../data").PageVerdict} PageVerdict
 * @typedef {import("../data").PageKill} PageKill
 * @typedef {import("../data").PageProblem} PageProblem
 * @typedef {import("../data").Tone} Tone
 * @typedef {{ name: string, tone: Tone }} Chip
 * @typedef {{ label: string, kind?: string, fill: (cell: HTMLElement, row: any) => void }} Column
 */
(() => {
  /** How long the page waits for a message before the connection counts as lost, in ms: a little more than two beats. */
  const SILENCE_MS = 15_000;
  /** How long to wait before a refused connection is tried again, in ms. */
  const AGAIN_MS = 5_000;
  /** How many kills are shown until "Show all". */
  const FEW_KILLS = 6;

  /** The last message of each kind.
   * @type {{ head?: PageMessages["head"], rules?: PageMessages["rules"], targets?: PageMessages["targets"], kills?: PageMessages["kills"] }} */
  const latest = {};
  /** @type {Map<string, PageMessages["target"]>} */
  const targets = new Map();
  /** @type {Map<string, PageMessages["sessions"]>} */
  const sessions = new Map();
  let paused = false;
  let heard = 0;
  let broken = false;
  let allKills = false;
  /** How far the clock of the server is ahead of this machine's, in ms. */
  let ahead = 0;

  // --- Helpers. All text goes in by textContent, so clients' text is never HTML.

  /** @param {string} id */
  const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
  /** @param {string} id */
  const input = (id) => /** @type {HTMLInputElement} */ (byId(id));

  /** @param {string} name @param {string} [style] @param {string} [text] */
  const make = (name, style, text) => {
    const made = document.createElement(name);
    if (style) made.className = style;
    if (text !== undefined) made.textContent = text;
    return made;
  };

  /** Sets a text only if it differs, to keep a selection. @param {Element} element @param {string} text */
  const write = (element, text) => {
    if (element.textContent !== text) element.textContent = text;
  };

  /**
   * Gives a parent one child for each item, in order. Keeps children whose item is unchanged.
   * @template T
   * @param {HTMLElement} parent @param {readonly T[]} items @param {(item: T) => string} keyOf
   * @param {(item: T) => HTMLElement} create @param {(child: HTMLElement, item: T) => void} [update]
   */
  const keep = (parent, items, keyOf, create, update) => {
    /** @type {Map<string, HTMLElement>} */
    const before = new Map();
    for (const child of parent.children) {
      const element = /** @type {HTMLElement} */ (child);
      before.set(element.dataset.key ?? "", element);
    }
    /** @type {Element | null} */
    let next = parent.firstElementChild;
    for (const item of items) {
      const key = keyOf(item);
      let child = before.get(key);
      if (child) before.delete(key);
      else {
        child = create(item);
        child.dataset.key = key;
      }
      update?.(child, item);
      if (child === next) next = next.nextElementSibling;
      else parent.insertBefore(child, next);
    }
    for (const child of before.values()) child.remove();
  };

  /** @param {number} seconds */
  const span = (seconds) => {
    if (seconds < 60) return `${seconds} s`;
    const minutes = Math.floor(seconds / 60);
    if (minutes < 60) return `${minutes} m ${seconds % 60} s`;
    const hours = Math.floor(minutes / 60);
    return hours < 48 ? `${hours} h ${minutes % 60} m` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
  };

  /** @param {string} at */
  const ago = (at) => {
    const seconds = Math.round((Date.now() + ahead - Date.parse(at)) / 1_000);
    return seconds < 1 ? "just now" : `${span(seconds)} ago`;
  };

  /** A time of day with its age. @param {string} at */
  const timeOf = (at) => {
    const time = /** @type {HTMLTimeElement} */ (make("time", "time", at.slice(11, 19)));
    time.dateTime = at;
    time.title = at;
    return time;
  };

  /** @param {number} count @param {string} one @param {string} [many] */
  const counted = (count, one, many = `${one}s`) =>
    `${count.toLocaleString("en")} ${count === 1 ? one : many}`;

  /** @param {Chip} chip */
  const chipOf = ({ name, tone }) => make("span", `chip ${tone}`, name.replaceAll("_", " "));

  /** @param {HTMLElement} parent @param {readonly PageProblem[]} problems */
  const showProblems = (parent, problems) =>
    keep(
      parent,
      problems,
      (problem) => JSON.stringify(problem),
      ({ tone, text, code }) => {
        const line = make("p", `problem ${tone}`, text);
        if (code) line.append(make("code", "", code));
        return line;
      },
    );

  // --- Tables.

  /**
   * A table whose rows are kept while they stay the same.
   * @param {HTMLElement} parent @param {string} caption @param {readonly Column[]} columns
   * @param {readonly any[]} rows @param {(row: any) => string} [style]
   */
  const showTable = (parent, caption, columns, rows, style = () => "") => {
    let table = /** @type {HTMLTableElement | null} */ (parent.querySelector(":scope > table"));
    if (!table) {
      table = /** @type {HTMLTableElement} */ (make("table"));
      table.append(make("caption", "hidden", caption), make("thead"), make("tbody"));
      table.setAttribute("role", "table");
      const names = make("tr");
      for (const { label, kind } of columns) {
        const name = make("th", kind, label);
        name.setAttribute("scope", "col");
        names.append(name);
      }
      table.tHead?.append(names);
      parent.append(table);
    }
    keep(
      table.tBodies[0],
      rows,
      (row) => JSON.stringify(row),
      (row) => {
        const line = make("tr", style(row));
        // Repeats the label, because phones show rows as blocks.
        line.setAttribute("role", "row");
        for (const { label, kind, fill } of columns) {
          const cell = make("td", kind);
          cell.setAttribute("role", "cell");
          cell.dataset.label = label;
          fill(cell, row);
          if (cell.textContent === "") cell.dataset.empty = "";
          line.append(cell);
        }
        return line;
      },
    );
  };

  /** @param {string} label @param {(row: any) => string} textOf @param {string} [kind] @returns {Column} */
  const text = (label, textOf, kind) => ({ label, kind, fill: (cell, row) => cell.append(textOf(row)) });

  /** @type {Column} */
  const statement = {
    label: "Statement",
    kind: "statement",
    fill: (cell, row) => {
      if (row.statement !== "") cell.append(make("span", "", row.statement));
    },
  };

  /** Shows a card with a table, or with a sentence if there are no rows. @param {HTMLElement} parent @param {string} empty @param {readonly any[]} rows */
  const cardOf = (parent, empty, rows) => {
    let card = /** @type {HTMLElement | null} */ (parent.querySelector(":scope > .card"));
    if (!card) {
      card = make("div", "card");
      parent.append(card);
    }
    const none = card.querySelector(":scope > .empty");
    if (rows.length > 0) none?.remove();
    else {
      card.querySelector(":scope > table")?.remove();
      if (none) write(none, empty);
      else card.append(make("p", "empty", empty));
    }
    return card;
  };

  // --- Policies or tasks.

  /** @type {Column[]} */
  const RULE_COLUMNS = [
    {
      label: "Status",
      fill: (cell, /** @type {PageRule} */ rule) =>
        cell.append(chipOf({ name: rule.status, tone: rule.tone })),
    },
    {
      label: "Name",
      fill: (cell, /** @type {PageRule} */ { name, about }) => {
        cell.append(make("strong", "", name));
        if (about) cell.append(make("small", "", about));
      },
    },
    text("Database", ({ target }) => target),
    text("Mode", ({ mode = "" }) => mode),
    text("Caps", ({ caps }) => caps.join(", "), "labelled"),
    text("Window", ({ window = "" }) => window, "labelled"),
    {
      label: "Last pass",
      kind: "labelled",
      fill: (cell, /** @type {PageRule} */ { last_pass }) => {
        if (last_pass) cell.append(timeOf(last_pass));
      },
    },
    text("Revision", ({ revision = "" }) => revision, "id labelled"),
  ];

  const showRules = () => {
    const { head, rules: all } = latest;
    if (!head || !all) return;
    const { rules, total } = all;
    write(byId("rules-title"), head.rules);
    const more =
      total > rules.length ? `the first ${rules.length} of ${total.toLocaleString("en")}` : String(total);
    write(byId("rules-count"), more);
    // Leaves out columns that are empty for every rule.
    const used = RULE_COLUMNS.filter(({ label }) => {
      if (label === "Mode") return rules.some(({ mode }) => mode);
      if (label === "Caps") return rules.some(({ caps }) => caps.length > 0);
      if (label === "Window") return rules.some(({ window }) => window);
      if (label === "Last pass") return rules.some(({ last_pass }) => last_pass);
      return label !== "Revision" || rules.some(({ revision }) => revision);
    });
    const card = cardOf(byId("rules"), head.empty, rules);
    const shape = used.map(({ label }) => label).join();
    if (card.dataset.shape !== shape) card.querySelector("table")?.remove();
    card.dataset.shape = shape;
    if (rules.length > 0) showTable(card, head.rules, used, rules);
  };

  // --- Kills.

  /** @param {PageKill} kill @returns {Chip} */
  const outcomeOf = ({ outcome = "under way", tone }) => ({ name: outcome, tone });

  const showKills = () => {
    const { kills = [] } = latest.kills ?? {};
    const shown = allKills ? kills : kills.slice(0, FEW_KILLS);
    write(
      byId("kills-count"),
      kills.length > shown.length ? `the newest ${shown.length} of ${kills.length}` : String(kills.length),
    );
    byId("all-kills").hidden = kills.length <= FEW_KILLS;
    const card = cardOf(byId("kills"), "None.", kills);
    if (kills.length === 0) return;
    /** @type {Column[]} */
    const columns = [
      {
        label: "Outcome",
        fill: (cell, kill) =>
          cell.append(
            chipOf(outcomeOf(kill)),
            make(
              "small",
              "",
              [kill.attempts > 1 ? `${kill.attempts} tries` : "", kill.code].filter(Boolean).join(" · "),
            ),
          ),
      },
      { label: "Time", fill: (cell, kill) => cell.append(timeOf(kill.at)) },
      text("Session", ({ key }) => key, "id labelled"),
      {
        label: "User",
        fill: (cell, kill) =>
          cell.append(kill.user, make("small", "", [kill.host, kill.database].filter(Boolean).join(" · "))),
      },
      {
        label: "By",
        fill: (cell, kill) => {
          cell.append(kill.rule, make("small", "", kill.target));
        },
      },
      statement,
    ];
    showTable(card, "Last kills", columns, shown);
  };

  // --- Databases and their sessions.

  /** @param {PageVerdict} verdict @returns {Chip} */
  const wordOf = ({ verdict, reason = "" }) => {
    if (verdict === "victim") return { name: "victim", tone: "bad" };
    if (verdict === "would_kill") return { name: "would be killed", tone: "warn" };
    if (verdict === "vendor") return { name: "left to the vendor", tone: "quiet" };
    return { name: `spared: ${reason}`, tone: "good" };
  };

  /** @type {Column[]} */
  const SESSION_COLUMNS = [
    {
      label: "Verdict",
      kind: "verdict",
      fill: (cell, row) => {
        if (row.verdicts.length === 0) cell.append(make("small", "", row.unmatched));
        for (const verdict of /** @type {PageVerdict[]} */ (row.verdicts)) {
          cell.append(chipOf(wordOf(verdict)));
          if (verdict.verdict === "victim" && row.kill) cell.append(" ", chipOf(row.kill));
          cell.append(make("small", "", [verdict.rule, verdict.detail].filter(Boolean).join(" · ")));
        }
      },
    },
    text("Session", ({ key }) => key, "id labelled"),
    { label: "User", fill: (cell, row) => cell.append(row.user, make("small", "", row.host)) },
    text("Database", ({ database }) => database),
    { label: "Command", fill: (cell, row) => cell.append(row.command, make("small", "", row.state)) },
    text("Duration", ({ seconds }) => (seconds === null ? "" : span(seconds)), "number"),
    statement,
  ];

  /** @param {string} name */
  const createTarget = (name) => {
    const card = make("article", "card");
    const head = make("header");
    const title = make("h3", "", name);
    head.append(title, make("small"));
    card.append(head, make("div"));
    card.setAttribute("aria-label", name);
    return card;
  };

  /** @param {HTMLElement} card @param {string} name */
  const showTarget = (card, name) => {
    const target = targets.get(name);
    const listing = sessions.get(name);
    const [head, problems] = /** @type {HTMLElement[]} */ ([...card.children]);
    const note = /** @type {HTMLElement} */ (head.children[1]);
    const parts = listing
      ? [
          counted(listing.total, "session"),
          counted(listing.counts.victim, "victim"),
          ...(listing.counts.would_kill > 0
            ? [`${listing.counts.would_kill.toLocaleString("en")} would be killed`]
            : []),
          ...(listing.counts.vendor > 0
            ? [`${listing.counts.vendor.toLocaleString("en")} left to the vendor`]
            : []),
          `${listing.counts.spared.toLocaleString("en")} spared`,
          `listed at ${listing.at.slice(11, 19)}`,
        ]
      : [target?.failed ? "not listed" : "not listed yet"];
    write(note, parts.join(" · "));
    showProblems(problems, target?.problems ?? []);
    problems.className = target?.problems.length ? "problems" : "";
    let more = card.querySelector(":scope > .more");
    more?.remove();
    if (!listing) return 0;
    const wanted = input("filter").value.trim().toLowerCase();
    const only = input("matched").checked;
    const rows = listing.sessions
      .filter((row) => !only || row.verdicts.length > 0)
      .filter((row) => wanted === "" || JSON.stringify(Object.values(row)).toLowerCase().includes(wanted))
      .map((row) => ({
        ...row,
        kill: killOf(listing, row),
        unmatched: `no ${(latest.head?.rule ?? "rule").toLowerCase()} matches`,
      }));
    if (rows.length > 0) showTable(card, `Sessions of ${name}`, SESSION_COLUMNS, rows, styleOf);
    else card.querySelector(":scope > table")?.remove();
    const hidden = listing.total - listing.sessions.length;
    const filtered = listing.sessions.length - rows.length;
    const notes = [
      ...(hidden > 0
        ? [
            `${counted(hidden, "more session")} of ${listing.total.toLocaleString("en")} not shown: victims come first, then the spared, then the longest`,
          ]
        : []),
      ...(filtered > 0 ? [`${counted(filtered, "row")} filtered out`] : []),
      ...(listing.total === 0 ? ["No session."] : []),
    ];
    if (notes.length > 0) {
      more = make("p", "more", notes.join(" · "));
      card.append(more);
    }
    return rows.length;
  };

  /** @param {{ verdicts: readonly PageVerdict[] }} row */
  const styleOf = ({ verdicts }) => (verdicts[0]?.verdict === "victim" ? "row-victim" : "");

  /** The outcome of a victim of this listing. @param {PageMessages["sessions"]} listing @param {PageSession} row @returns {Chip | undefined} */
  const killOf = ({ target, at }, { key, user }) => {
    const kill = latest.kills?.kills.find(
      (each) => each.target === target && each.key === key && each.user === user && each.at >= at,
    );
    return kill && outcomeOf(kill);
  };

  const showTargets = () => {
    const { names = [], total = 0 } = latest.targets ?? {};
    for (const known of [targets, sessions]) {
      for (const name of known.keys()) if (!names.includes(name)) known.delete(name);
    }
    write(
      byId("sessions-count"),
      total > names.length
        ? `the first ${names.length} of ${counted(total, "database")}`
        : counted(total, "database"),
    );
    const parent = byId("targets");
    keep(parent, names, (name) => name, createTarget, showTarget);
  };

  // --- The page.

  const showHead = () => {
    const { head } = latest;
    if (!head) return;
    write(byId("title"), head.title);
    write(byId("facts"), [head.version, ...head.facts].join(" · "));
    showProblems(byId("problems"), head.problems);
    document.title = `${head.problems.some(({ tone }) => tone === "bad" || tone === "warn") ? "(!) " : ""}${head.title}`;
  };

  const RENDER = { head: showHead, rules: showRules, kills: showKills, targets: showTargets };
  /** The parts to draw. @type {Set<keyof typeof RENDER>} */
  const due = new Set();
  let drawing = false;

  /** Draws at most once per animation frame. @param {...(keyof typeof RENDER)} parts */
  const draw = (...parts) => {
    for (const part of parts) due.add(part);
    if (drawing || paused) return;
    drawing = true;
    requestAnimationFrame(() => {
      drawing = false;
      if (paused) return;
      for (const part of due) RENDER[part]();
      due.clear();
    });
  };

  /** Announces a text to screen readers. @param {string} said */
  const announce = (said) => write(byId("news"), said);

  /** @param {PageMessages["kills"]} message */
  const announceKills = ({ kills }) => {
    const before = new Set(latest.kills?.kills.map(({ at, key, outcome }) => `${at} ${key} ${outcome}`));
    if (!latest.kills) return;
    const news = kills.filter(({ at, key, outcome }) => outcome && !before.has(`${at} ${key} ${outcome}`));
    const [kill] = news;
    if (!kill) return;
    const more = news.length > 1 ? ` and ${news.length - 1} more` : "";
    announce(`Session ${kill.key} of ${kill.user} on ${kill.target}: ${kill.outcome}${more}.`);
  };

  /** Shows whether the data is current. */
  const line = () => {
    if (heard === 0 && !broken) return;
    const { classList } = document.body;
    const state = broken || Date.now() - heard > SILENCE_MS ? "lost" : "live";
    if (state === "lost" && !classList.contains("lost"))
      announce("The connection is lost. The page shows the last known data.");
    classList.toggle("live", state === "live");
    classList.toggle("lost", state === "lost");
    classList.toggle("frozen", paused);
    const when = heard === 0 ? "" : ` since ${new Date(heard + ahead).toISOString().slice(11, 19)}`;
    const live = paused ? "paused" : "live";
    write(
      byId("line-text"),
      state === "lost"
        ? `connection lost${when}; trying again`
        : `${live} · ${new Date(Date.now() + ahead).toISOString().slice(11, 19)} UTC`,
    );
  };

  const listen = () => {
    const source = new EventSource(document.documentElement.dataset.events ?? "");
    /** @param {string} kind @param {(message: any) => void} take */
    const on = (kind, take) =>
      source.addEventListener(kind, (event) => {
        heard = Date.now();
        broken = false;
        take(JSON.parse(/** @type {MessageEvent} */ (event).data));
      });
    on("beat", ({ now }) => {
      ahead = Date.parse(now) - Date.now();
      line();
    });
    on("head", (message) => {
      latest.head = message;
      draw("head", "rules");
    });
    on("rules", (message) => {
      latest.rules = message;
      draw("rules");
    });
    on("kills", (message) => {
      announceKills(message);
      latest.kills = message;
      draw("kills", "targets");
    });
    on("targets", (message) => {
      latest.targets = message;
      draw("targets");
    });
    on("target", (message) => {
      targets.set(message.name, message);
      draw("targets");
    });
    on("sessions", (message) => {
      sessions.set(message.target, message);
      draw("targets");
    });
    source.addEventListener("error", () => {
      broken = true;
      line();
      // The browser retries automatically, but not after an error response.
      if (source.readyState === EventSource.CLOSED) setTimeout(listen, AGAIN_MS);
    });
  };

  byId("pause").addEventListener("click", () => {
    paused = !paused;
    byId("pause").setAttribute("aria-pressed", String(paused));
    write(byId("pause"), paused ? "Resume" : "Pause");
    line();
    draw();
  });
  byId("all-kills").addEventListener("click", () => {
    allKills = !allKills;
    byId("all-kills").setAttribute("aria-expanded", String(allKills));
    write(byId("all-kills"), allKills ? "Show fewer" : "Show all");
    showKills();
  });
  byId("filter").addEventListener("input", () => showTargets());
  byId("matched").addEventListener("change", () => showTargets());
  byId("whole").addEventListener("change", () =>
    document.body.classList.toggle("whole", input("whole").checked),
  );
  setInterval(() => {
    line();
    for (const time of document.querySelectorAll("time"))
      time.title = `${time.dateTime}, ${ago(time.dateTime)}`;
  }, 1_000);
  listen();
})();
