/** Where focus goes when what had it is no longer there. */

/** What an element stands in, from itself outwards. */
export function listAround(element: Element | null): Element[] {
  const around: Element[] = [];
  for (let at = element; at && at !== document.body; at = at.parentElement) around.push(at);
  return around;
}

/** What a screen reader names when focus comes to it. */
const PLACES = 'article, section, aside, main, [role=region], tr, li';
/** A dialog gives focus back to its opener within a frame or two. */
const AFTER_MS = 60;

/** Unless something has focus by then, the nearest place of those that is still on the screen gets it. */
export function focusNearest(around: Element[]): void {
  setTimeout(() => {
    if (document.activeElement !== null && document.activeElement !== document.body) return;
    const place = around.find((one) => one.isConnected && one.matches(PLACES)) ?? document.getElementById('main');
    if (!(place instanceof HTMLElement)) return;
    if (!place.hasAttribute('tabindex')) place.tabIndex = -1;
    place.focus({ preventScroll: true });
  }, AFTER_MS);
}
