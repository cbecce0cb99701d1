/** Building and looking at elements. No markup is ever parsed from text. */

type Child = Node | string;

export interface Attributes {
  readonly [name: string]: string | undefined;
}

/** An element with attributes and children; an attribute that is undefined is left out. */
export function make<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, attributes: Attributes = {}, ...children: Child[]): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

export function button(attributes: Attributes, onClick: () => void, ...children: Child[]): HTMLButtonElement {
  const element = make('button', { type: 'button', ...attributes }, ...children);
  element.addEventListener('click', onClick);
  return element;
}

/** A link out: a new tab that learns neither where it was opened from nor how to reach back. */
export function linkOut(attributes: Attributes, href: string, newTab: string, ...children: Child[]): HTMLAnchorElement {
  const note = make('span', { class: 'unseen' }, ` (${newTab})`);
  return make('a', { ...attributes, href, target: '_blank', rel: 'noopener noreferrer' }, ...children, note);
}

/** The element that has the focus, however deep in shadow trees it is. */
export function focused(): HTMLElement | null {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element instanceof HTMLElement && element !== document.body ? element : null;
}
