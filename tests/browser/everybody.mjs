// For everybody: keyboard, contrast, phone, no script.
import assert from "node:assert/strict";
import { drawn, heading, shownRows, test } from "./browser.mjs";

test("the keyboard is enough", async (page) => {
  await drawn(page);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to the rates");
  await heading(page, "rates-table", "Pair").getByRole("button").focus();
  await page.keyboard.press("Enter");
  assert.equal(await heading(page, "rates-table", "Pair").getAttribute("aria-sort"), "ascending");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Rate");
  await page.getByRole("link", { name: "EUR/GBP" }).first().focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement.id === "plot");
  await page.keyboard.press("End");
  assert.match(await page.locator("#readout").textContent(), /^2026-09-23: ECB 0\.\d+ · ExchangeRate-API 0\.\d+$/);
  await page.keyboard.press("ArrowLeft");
  assert.match(await page.locator("#readout").textContent(), /^2026-09-22: /);
});

test("the theme follows the system until it is chosen, and is remembered", async (page) => {
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  await page.emulateMedia({ colorScheme: "dark" });
  const dark = await ground();
  assert.notEqual(light, dark);
  await page.emulateMedia({ colorScheme: "light" });
  await page.getByRole("button", { name: /^Theme/ }).click();
  assert.equal(await ground(), dark);
  await page.reload();
  assert.equal(await ground(), dark);
});

test("every text has a contrast of 4.5:1 in both themes", async (page) => {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    assert.deepEqual(await page.evaluate(lowContrasts), [], colorScheme);
  }
});

test("tables tell their headings, controls their names", async (page) => {
  assert.equal(await page.$$eval("thead th:not([scope=col]), tbody th:not([scope=row])", (cells) => cells.length), 0);
  assert.equal(await page.$$eval("table:not(:has(caption)):not(#values table)", (tables) => tables.length), 0);
  assert.equal(await page.$$eval("input:not(label input), button:empty", (controls) => controls.length), 0);
  assert.deepEqual(await page.$$eval("[id]", (elements) => elements.map(({ id }) => id).filter((id, at, all) => all.indexOf(id) !== at)), []);
});

for (const width of [1280, 390, 360]) {
  test(`at ${width} pixels nothing but tables scrolls sideways`, async (page) => {
    await drawn(page);
    await page.locator("#legend").evaluate((legend) => { legend.open = true; });
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  }, { width });
}

test("on a phone what was validated or withheld is there without scrolling sideways, the newest day first", async (page) => {
  await drawn(page);
  const beyond = () => page.$$eval(".sortable tbody tr:not([hidden]) > *", (cells) => cells.filter((cell) => cell.getBoundingClientRect().right > innerWidth).map((cell) => cell.textContent));
  assert.deepEqual(await beyond(), []);
  const wide = await page.$$eval(".scroll:has(.sortable)", (regions) => regions.filter((region) => region.scrollWidth > region.clientWidth).map((region) => region.ariaLabel));
  assert.deepEqual(wide, []);
  const newest = await page.locator("#newest-day").textContent();
  assert.match(newest, /^2026-09-23, the newest market day: \d+ consensus .*\d+ restricted, withheld by a standing rule$/s);
  const days = (await shownRows(page, "rates-table")).map((cells) => cells[3]);
  assert.deepEqual(days, [...days].sort().reverse());
  assert.deepEqual((await shownRows(page, "quarantine-table"))[0].slice(0, 3), ["2026-09-23", "USD/SEK", "not_a_number"]);
  // Of the deviations: the newest days are those that one sees.
  const seen = await page.$$eval("#heat-table thead time", (times) => times.filter((time) => time.getBoundingClientRect().right < innerWidth).map((time) => time.dateTime));
  assert.ok(seen.length >= 3 && seen[0] === "2026-09-23", seen.join());
  assert.deepEqual(seen, [...seen].sort().reverse());
}, { width: 360 });

test("without a script the page still says all but the charts", async (page) => {
  assert.ok(await page.locator(".light .word").isVisible());
  assert.ok((await shownRows(page, "rates-table")).length > 140);
  assert.ok(await page.getByText("The charts need JavaScript").isVisible());
}, { javaScriptEnabled: false });

// Runs in the page: each piece of text on its ground, by WCAG 2's formula.
function lowContrasts() {
  const rgba = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = ([red, green, blue]) => {
    const linear = (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = rgba(getComputedStyle(at).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const found = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility() || element.closest("script, style")) continue;
    const style = getComputedStyle(element);
    const [one, other] = [luminance(rgba(element.closest("svg") ? style.fill : style.color)), luminance(ground(element))].sort((a, b) => b - a);
    const contrast = (one + 0.05) / (other + 0.05);
    if (contrast < 4.5) found.add(`${element.tagName}.${element.getAttribute("class")} ${contrast.toFixed(2)}`);
  }
  return [...found];
}
