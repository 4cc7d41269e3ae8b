/**
 * Makes the tabs of every tab list on the page show their panels, by pointer and by arrow keys (ARIA Authoring
 * Practices, tabs with automatic activation).
 */
export function activateTabs(root: ParentNode): void {
  for (const list of root.querySelectorAll("[role=tablist]")) {
    const tabs = [...list.querySelectorAll<HTMLElement>("[role=tab]")];
    const select = (selected: HTMLElement | undefined) => {
      for (const tab of tabs) {
        const isSelected = tab === selected;
        tab.setAttribute("aria-selected", String(isSelected));
        tab.tabIndex = isSelected ? 0 : -1;
        const panel = document.getElementById(tab.getAttribute("aria-controls") ?? "");
        if (panel !== null) panel.hidden = !isSelected;
      }
    };
    for (const [index, tab] of tabs.entries()) {
      tab.addEventListener("click", () => select(tab));
      tab.addEventListener("keydown", ({ key }) => {
        const next = tabs.at(nextIndex(key, index, tabs.length));
        if (next === tab) return;
        select(next);
        next?.focus();
      });
    }
    select(tabs.find((tab) => tab.getAttribute("aria-selected") === "true"));
  }
}

function nextIndex(key: string, index: number, count: number): number {
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  if (key === "ArrowRight") return (index + 1) % count;
  if (key === "ArrowLeft") return (index - 1 + count) % count;
  return index;
}
