/** Can the reader see and reach it? Asked of the way out and of the way to help, after the host's styles have done their work. */

/** Smallest side, in CSS pixels, of something that can still be hit (WCAG 2.2, target size). */
const SMALLEST = 24;
/** Contrast below which words are as good as gone (WCAG's floor for large text). */
const FAINTEST = 3;

export function isReachable(element: HTMLElement): boolean {
  const { width, height } = element.getBoundingClientRect();
  if (width < SMALLEST || height < SMALLEST) return false;
  const style = getComputedStyle(element);
  if (style.visibility !== 'visible' || style.pointerEvents === 'none' || parseFloat(style.fontSize) < 9) return false;
  if (element.checkVisibility && !element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false;
  return isLegible(element);
}

function isLegible(element: HTMLElement): boolean {
  const ink = parse(getComputedStyle(element).color);
  const paper = background(element);
  // A colour that is not written as rgb() is not judged.
  if (!ink || !paper) return true;
  return ink.alpha > 0.4 && contrast(ink, paper) >= FAINTEST;
}

interface Colour {
  readonly channels: readonly number[];
  readonly alpha: number;
}

function parse(colour: string): Colour | undefined {
  const numbers = /^rgba?\(([^)]+)\)$/.exec(colour)?.[1]?.split(/[\s,/]+/).map(Number);
  if (!numbers || numbers.some(Number.isNaN)) return undefined;
  return { channels: numbers.slice(0, 3), alpha: numbers[3] ?? 1 };
}

/** The first background below the element that is not see-through. */
function background(element: HTMLElement): Colour | undefined {
  for (let at: HTMLElement | null = element; at; at = at.parentElement) {
    const colour = parse(getComputedStyle(at).backgroundColor);
    if (!colour || colour.alpha > 0.6) return colour;
  }
  return undefined;
}

/** WCAG 2.2: contrast ratio of two colours, 1 to 21. */
function contrast(a: Colour, b: Colour): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance({ channels }: Colour): number {
  const [red = 0, green = 0, blue = 0] = channels.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
