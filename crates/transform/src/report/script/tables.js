// Tables: sort by a heading, search, hide what has ended.
{
  // The exact value sorts; a number that opens to names is its own.
  const numberOf = (cell) => [cell.dataset.exact, cell.textContent].map(Number.parseFloat).find((number) => !Number.isNaN(number));
  function sort(table, heading) {
    const index = heading.cellIndex;
    const sign = heading.getAttribute("aria-sort") === "ascending" ? -1 : 1;
    const isNumber = heading.classList.contains("number");
    const key = ({ cells }) => (isNumber ? numberOf(cells[index]) : exactText(cells[index]));
    const isEmpty = (value) => value === "" || value === undefined;
    const compare = (one, other) => {
      if (isEmpty(one.key) || isEmpty(other.key)) return isEmpty(one.key) - isEmpty(other.key); // always last
      return sign * (isNumber ? one.key - other.key : one.key < other.key ? -1 : one.key > other.key ? 1 : 0);
    };
    const body = table.tBodies[0];
    body.append(...[...body.rows].map((row) => ({ row, key: key(row) })).sort(compare).map(({ row }) => row));
    for (const other of table.tHead.rows[0].cells) other.setAttribute("aria-sort", "none");
    heading.setAttribute("aria-sort", sign === 1 ? "ascending" : "descending");
  }

  for (const table of $$("table.sortable")) {
    for (const heading of table.tHead.rows[0].cells) {
      heading.dataset.title = heading.textContent;
      const button = html("button", { type: "button" }, heading.textContent);
      // A browser does not print a button again on every page, so the text is there a second time for print.
      heading.replaceChildren(button, html("span", { class: "printed" }, heading.textContent));
      button.addEventListener("click", () => sort(table, heading));
    }
    // On a phone a row is laid out as a paragraph, and some browsers then take it for one.
    table.setAttribute("role", "table");
    for (const group of [table.tHead, table.tBodies[0]]) group.setAttribute("role", "rowgroup");
    for (const row of table.rows) {
      row.setAttribute("role", "row");
      const ofHeadings = row.parentElement === table.tHead;
      for (const cell of row.cells) cell.setAttribute("role", cell.tagName === "TD" ? "cell" : ofHeadings ? "columnheader" : "rowheader");
    }
  }

  function searchable(controls, table) {
    const rows = [...table.tBodies[0].rows].map((row) => ({
      row,
      text: row.textContent.toLowerCase(),
      currency: $("a[data-chart]", row)?.dataset.chart,
      cells: [...row.cells].map((cell) => cell.textContent),
    }));
    const input = $("input[type=search]", controls);
    const checkbox = $("[data-hides]", controls);
    const filter = () => {
      const asked = found(input.value, rows);
      const hidden = checkbox?.checked ? checkbox.dataset.hides : undefined;
      let shown = 0;
      for (const entry of rows) {
        entry.row.hidden = !asked.has(entry) || entry.cells.includes(hidden);
        shown += !entry.row.hidden;
      }
      const output = $("output", controls);
      output.classList.toggle("nothing", shown === 0);
      output.textContent = shown > 0 ? `${shown.toLocaleString("en")} of ${rows.length.toLocaleString("en")} shown` : nothing(input.value.trim(), asked.size, checkbox);
    };
    controls.hidden = false;
    controls.addEventListener("input", filter);
    filter();
  }
  function nothing(words, count, checkbox) {
    const hidden = count > 0 ? `, but ${count} that “${checkbox.parentElement.textContent.trim()}” hides` : "";
    return `Nothing found${words && ` for “${words}”`}${hidden}.`;
  }
  for (const controls of $$("[data-controls]")) {
    const table = document.getElementById(controls.dataset.controls);
    if (table?.tagName === "TABLE") searchable(controls, table);
  }
}
