// What the tests share. A test is a claim, on a page of its own; FOLDER holds report.html, and what `transform inspect` says of
// the same silver.
import { readFileSync } from "node:fs";

export const folder = process.argv[2];
export const page_url = new URL(`file://${folder}/report.html`).href;
export const rowsOf = (name) => JSON.parse(readFileSync(`${folder}/${name}.json`, "utf8")).rows;

export const tests = [];
export const test = (name, run, options = {}) => tests.push({ name, run, options });

export const tableRows = (page, id) => page.$$eval(`#${id} tbody tr`, (rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent.trim())));
export const exactRows = (page, id) => page.$$eval(`#${id} tbody tr`, (rows) => rows.map((row) => [...row.cells].map((cell) => cell.dataset.exact ?? cell.textContent.trim())));
export const shownRows = (page, id) => page.$$eval(`#${id} tbody tr`, (rows) => rows.filter((row) => row.checkVisibility()).map((row) => [...row.cells].map((cell) => cell.textContent.trim())));
export const heading = (page, table, name) => page.locator(`#${table} thead th`).filter({ has: page.getByRole("button", { name, exact: true }) });
export const drawn = (page) => page.waitForSelector("#plot path.line");
