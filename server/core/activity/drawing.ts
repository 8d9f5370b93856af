import type { ProcessMap } from './processMap.js';

const WIDTH = 900;
const HEIGHT = 640;
const RADIUS = 235;
const MOST_NODES = 12;
const MOST_EDGES = 40;
const LONGEST_LABEL = 22;
const LEAST_SIZE = 14;
const MOST_SIZE = 34;

interface Place {
  x: number;
  y: number;
  size: number;
}

const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
const rounded = (value: number): string => value.toFixed(1);

function shorten(text: string): string {
  const letters = Array.from(text);
  return letters.length <= LONGEST_LABEL ? text : `${letters.slice(0, LONGEST_LABEL - 1).join('')}…`;
}

/** `2 h 5 min`, `45 s` */
function spoken(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function arrow(from: Place, to: Place, share: number, label: string): string {
  // Bent to one side, so that the way back is another line.
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy) || 1;
  const [midX, midY] = [(from.x + to.x) / 2 - (dy / length) * 34, (from.y + to.y) / 2 + (dx / length) * 34];
  const toward = (place: Place, gap: number): Place => {
    const [gx, gy] = [midX - place.x, midY - place.y];
    const away = Math.hypot(gx, gy) || 1;
    return { x: place.x + (gx / away) * gap, y: place.y + (gy / away) * gap, size: 0 };
  };
  const [start, end] = [toward(from, from.size), toward(to, to.size + 9)];
  const width = rounded(1 + 4 * share);
  return `<path d="M${rounded(start.x)} ${rounded(start.y)}Q${rounded(midX)} ${rounded(midY)} ${rounded(end.x)} ${rounded(end.y)}" stroke-width="${width}" stroke-opacity="${rounded(0.35 + 0.6 * share)}" marker-end="url(#tip)"/><text class="count" x="${rounded((midX + (start.x + end.x) / 2) / 2)}" y="${rounded((midY + (start.y + end.y) / 2) / 2)}">${escape(label)}</text>`;
}

/** Colours of its own, for light and dark. */
const STYLE =
  '<style>text{fill:#1f2328}.time,.count{fill:#59636e;font-size:11px}path{fill:none;stroke:#0969da}circle{fill:#ddf4ff;stroke:#0969da;stroke-width:1.5}@media (prefers-color-scheme:dark){text{fill:#e6edf3}.time,.count{fill:#9198a1}circle{fill:#0c2d6b}path{stroke:#4493f8}circle{stroke:#4493f8}}.tip{fill:#0969da!important;stroke:none!important}</style>';

/**
 * The map as a picture: steps on a circle, larger the more was done in them; arrows wider the more often they were gone. Without colours
 * of its own it is to be styled by the page that it stands in. */
export function drawSvg({ nodes, edges }: ProcessMap, hasColours = true): string {
  const style = hasColours ? STYLE : '';
  const shown = nodes.slice(0, MOST_NODES);
  const most = Math.max(1, ...shown.map(({ events }) => events));
  const places = new Map(
    shown.map(({ name, events }, index): [string, Place] => {
      const angle = (2 * Math.PI * index) / Math.max(1, shown.length) - Math.PI / 2;
      const ring = shown.length === 1 ? 0 : RADIUS;
      return [
        name,
        {
          x: WIDTH / 2 + 1.25 * ring * Math.cos(angle),
          y: HEIGHT / 2 + ring * Math.sin(angle),
          size: LEAST_SIZE + (MOST_SIZE - LEAST_SIZE) * Math.sqrt(events / most),
        },
      ];
    }),
  );
  const often = Math.max(1, ...edges.map(({ count }) => count));
  const arrows = edges.slice(0, MOST_EDGES).flatMap(({ from, to, count }) => {
    const [start, end] = [places.get(from), places.get(to)];
    return start && end ? [arrow(start, end, count / often, String(count))] : [];
  });
  const circles = shown.map(({ name, visits, seconds }) => {
    const { x, y, size } = places.get(name) ?? { x: 0, y: 0, size: 0 };
    const [cx, cy] = [rounded(x), rounded(y)];
    return `<g><title>${escape(`${name}: ${visits} visits, ${spoken(seconds)}`)}</title><circle cx="${cx}" cy="${cy}" r="${rounded(size)}"/><text x="${cx}" y="${rounded(y + size + 16)}">${escape(shorten(name))}</text><text class="time" x="${cx}" y="${rounded(y + size + 31)}">${escape(spoken(seconds))}</text></g>`;
  });
  const nothing = shown.length === 0 ? `<text x="${WIDTH / 2}" y="${HEIGHT / 2}">Nothing was done yet</text>` : '';
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Process map" font-family="system-ui, sans-serif" font-size="13" text-anchor="middle">${style}<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path class="tip" d="M0 0L8 4L0 8z"/></marker></defs>${arrows.join('')}${circles.join('')}${nothing}</svg>`;
}
