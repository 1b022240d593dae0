// The editor of rules: line numbers that follow the text, and findings that lead to their line. It works without this.
(() => {
  const text = document.getElementById("id_text");
  const gutter = document.querySelector(".gutter");
  if (!text || !gutter) return;

  const wrong = new Set([...document.querySelectorAll(".finding.refusal [data-line]")].map((one) => Number(one.dataset.line)));
  const number = () => {
    const count = text.value.split("\n").length;
    while (gutter.children.length > count) gutter.lastElementChild.remove();
    while (gutter.children.length < count) {
      const line = document.createElement("span");
      line.textContent = gutter.children.length + 1;
      gutter.append(line);
    }
  };
  const mark = () => {
    [...gutter.children].forEach((line, place) => line.classList.toggle("wrong", wrong.has(place + 1)));
  };
  const follow = () => { gutter.scrollTop = text.scrollTop; };

  const leadTo = (line) => {
    const lines = text.value.split("\n");
    const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    text.focus();
    text.setSelectionRange(start, start + (lines[line - 1] || "").length);
    text.scrollTop = Math.max(0, (line - 6) * parseFloat(getComputedStyle(text).lineHeight));
    follow();
  };

  text.addEventListener("input", number);
  text.addEventListener("scroll", follow);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-line]");
    if (!link) return;
    event.preventDefault();
    document.getElementById("code").scrollIntoView({ block: "start" });
    leadTo(Number(link.dataset.line));
  });
  number();
  mark();
})();
