// Makes the still drawings of a page interactive, one by one as they come into view. Each figure holds its picture in
// .chart and its Vega specification in a JSON block; without this script the picture stays.
"use strict";
(() => {
  const tip = document.createElement("div");
  tip.className = "chart-tip";
  tip.hidden = true;
  document.body.append(tip);

  const show = (_, event, item, value) => {
    if (value === null || value === undefined || value === "") {
      tip.hidden = true;
      return;
    }
    const facts = typeof value === "object" ? Object.entries(value) : [["", value]];
    tip.replaceChildren(...facts.map(([name, text]) => {
      const line = document.createElement("div");
      const label = document.createElement("span");
      label.textContent = name;
      line.append(label, String(text));
      return line;
    }));
    tip.hidden = false;
    const room = 12;
    const left = Math.min(event.clientX + room, window.innerWidth - tip.offsetWidth - room);
    const above = event.clientY + room + tip.offsetHeight > window.innerHeight;
    tip.style.left = `${Math.max(left, room)}px`;
    tip.style.top = `${above ? event.clientY - tip.offsetHeight - room : event.clientY + room}px`;
  };

  const upgrade = async (figure) => {
    const chart = figure.querySelector(".chart");
    const block = figure.querySelector('script[type="application/json"]');
    if (!chart || !block) return;
    const holder = document.createElement("div");
    const view = new vega.View(vega.parse(JSON.parse(block.textContent), null, { ast: true }), {
      container: holder, expr: vega.expressionInterpreter, hover: true, logLevel: vega.Error, renderer: "svg",
      tooltip: show,
    });
    await view.runAsync();
    // The element around it carries the alternative text.
    holder.querySelector("svg").setAttribute("aria-hidden", "true");
    chart.replaceChildren(...holder.childNodes);
    figure.dataset.interactive = "true";
  };

  const watcher = new IntersectionObserver((seen) => {
    for (const { isIntersecting, target } of seen) {
      if (!isIntersecting) continue;
      watcher.unobserve(target);
      upgrade(target).catch((problem) => console.warn("the figure stays still:", problem));
    }
  }, { rootMargin: "200px" });
  document.querySelectorAll("[data-figure]").forEach((figure) => watcher.observe(figure));
  addEventListener("scroll", () => { tip.hidden = true; }, { passive: true });
})();
