// In each page under test: what axe-core says, and what is cut, overlaps, or makes the page scroll sideways. The answer
// goes to the frame around it.
addEventListener("load", async () => {
  const faults = [];
  const root = document.documentElement;
  if (root.scrollWidth > innerWidth) faults.push(`scrolls sideways: ${root.scrollWidth} > ${innerWidth}`);
  for (const element of document.querySelectorAll("body *:not(svg *)")) {
    const style = getComputedStyle(element);
    if (style.overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1)
      faults.push(`cut: ${element.tagName} ${element.textContent.slice(0, 40)}`);
    const right = element.getBoundingClientRect().right;
    if (right > innerWidth + 0.5) faults.push(`beyond the edge: ${element.tagName} ${element.textContent.slice(0, 40)}`);
  }
  for (const svg of document.querySelectorAll("svg.t")) {
    const frame = svg.getBoundingClientRect();
    const texts = [...svg.querySelectorAll("text")].map((text) => [text.textContent, text.getBoundingClientRect()]);
    texts.forEach(([said, box], place) => {
      if (box.left < frame.left - 0.5 || box.right > frame.right + 0.5 || box.bottom > frame.bottom + 0.5)
        faults.push(`text leaves its drawing: ${said}`);
      for (const [other, its] of texts.slice(place + 1)) {
        const overlap = Math.min(box.right, its.right) - Math.max(box.left, its.left);
        // The boxes of two lines touch; letters do not.
        const rise = Math.min(box.bottom, its.bottom) - Math.max(box.top, its.top);
        if (overlap > 0.5 && rise > 3) faults.push(`texts overlap: ${said} / ${other}`);
      }
    });
  }
  const found = window.axe ? await axe.run(document) : { violations: [], passes: [] };
  for (const one of found.violations)
    for (const node of one.nodes) faults.push(`axe ${one.id}: ${node.html.slice(0, 80)} ${node.failureSummary}`);
  const colors = getComputedStyle(document.body || root).backgroundColor;
  const texts = document.querySelectorAll("svg.t text").length;
  parent.postMessage({ faults, colors, texts, width: innerWidth, rules: found.passes.map((one) => one.id) }, "*");
});
