// The page's own age, for an old page must not pass for today's; and its theme.
{
  const { madeAt, isLogical } = document.body.dataset;
  const hours = (Date.now() - Date.parse(madeAt)) / 3600000;
  const notice = $("#age");
  if (isLogical === "true") {
    notice.textContent = `Made with a clock that was set to ${$("header time").textContent}: “today” is that day.`;
    notice.hidden = false;
  } else if (hours > 26) {
    notice.textContent = `This page is ${Math.floor(hours).toLocaleString("en")} hours old: it says nothing of today. Make a new one.`;
    notice.hidden = false;
    $(".light")?.classList.add("old");
  }

  const stored = (name, value) => {
    try {
      if (value !== undefined) localStorage.setItem(name, value);
      return localStorage.getItem(name);
    } catch { return null; } // a page from a file may have no storage
  };
  const themes = ["as the system", "dark", "light"];
  const button = $("#theme");
  const setTheme = (theme) => {
    if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
    button.textContent = `Theme: ${theme}`;
  };
  let theme = themes.includes(stored("theme")) ? stored("theme") : themes[0];
  setTheme(theme);
  button.hidden = false;
  button.addEventListener("click", () => {
    theme = themes[(themes.indexOf(theme) + 1) % themes.length];
    stored("theme", theme);
    setTheme(theme);
  });
}
