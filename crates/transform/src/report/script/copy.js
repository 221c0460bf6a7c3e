// Copying: a table as CSV, and the command that shows an answer.
{
  // What a spreadsheet would take for a formula is text of a source; a number may begin with a sign.
  const isFormula = (text) => /^[=+\-@\t]/.test(text) && Number.isNaN(Number(text));
  const field = (text) => {
    const safe = isFormula(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const isShown = (row) => !row.hidden;
  const headingText = (cell) => {
    const title = cell.dataset.title ?? $("time", cell)?.getAttribute("datetime") ?? cell.textContent;
    return cell.dataset.unit ? `${title} (${cell.dataset.unit})` : title;
  };

  // RFC 4180: the rows that are shown, in their order, with the exact values.
  function csv(table) {
    const head = [...(table.tHead.rows[0]?.cells ?? [])].map(headingText);
    const rows = [...table.tBodies[0].rows].filter(isShown).map((row) => [...row.cells].map((cell) => exactText(cell).trim()));
    return { text: [head, ...rows].map((cells) => `${cells.map(field).join(",")}\r\n`).join(""), count: rows.length };
  }

  // By the browser's clipboard; where that is not allowed, by its command; where that is not either, by hand.
  async function copy(text, button) {
    $(".by-hand")?.remove();
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch { /* not allowed, or not there */ }
    const area = html("textarea", { class: "by-hand", readonly: "", rows: 4, "aria-label": "What was to be copied" });
    area.value = text;
    button.after(area);
    area.select();
    const exactly = (event) => { event.clipboardData.setData("text/plain", text); event.preventDefault(); };
    document.addEventListener("copy", exactly, { once: true });
    const isCopied = document.execCommand("copy");
    document.removeEventListener("copy", exactly);
    if (isCopied) {
      area.remove();
      button.focus();
    }
    return isCopied;
  }
  const REFUSED = "not copied: the browser does not allow it. It is selected: press Ctrl+C";
  function told(button, text) {
    const label = button.dataset.label ??= button.textContent;
    button.textContent = text.length < 40 ? text : label;
    say(text);
    clearTimeout(button.timer);
    button.timer = setTimeout(() => { button.textContent = label; }, 4000);
  }

  for (const table of $$("table")) {
    const button = html("button", { type: "button", class: "copy" }, "Copy as CSV");
    button.setAttribute("aria-label", `Copy as CSV: ${table.caption.textContent}`);
    button.addEventListener("click", async () => {
      const { text, count } = csv(table);
      const rows = count === 1 ? "1 row" : `${count.toLocaleString("en")} rows`;
      told(button, (await copy(text, button)) ? `copied ${rows}` : REFUSED);
    });
    const controls = $(`[data-controls="${table.id}"]`);
    if (controls) controls.append(button);
    else table.parentElement.before(button);
  }
  for (const command of $$("code.command")) {
    const button = html("button", { type: "button", class: "copy", "aria-label": `Copy ${command.textContent}` }, "copy");
    button.addEventListener("click", async () => told(button, (await copy(command.textContent, button)) ? "copied" : REFUSED));
    command.after(" ", button);
  }
}
