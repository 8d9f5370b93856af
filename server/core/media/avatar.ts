import type { Look } from '../../ports/studio.js';

const FIGURES: Record<Look['figure'], (look: Look) => string> = {
  /** A friendly face with an antenna. */
  friend: ({ primary, accent }) => `
    <path d="M256 96v52" stroke="#fff" stroke-width="14" stroke-linecap="round"/>
    <circle cx="256" cy="88" r="22" fill="${accent}"/>
    <rect x="112" y="150" width="288" height="226" rx="92" fill="#fff"/>
    <rect x="84" y="226" width="40" height="84" rx="20" fill="${accent}"/>
    <rect x="388" y="226" width="40" height="84" rx="20" fill="${accent}"/>
    <rect x="146" y="186" width="220" height="148" rx="66" fill="${primary}"/>
    <ellipse cx="210" cy="248" rx="19" ry="25" fill="#fff"/>
    <ellipse cx="302" cy="248" rx="19" ry="25" fill="#fff"/>
    <path d="M218 292q38 30 76 0" fill="none" stroke="${accent}" stroke-width="13" stroke-linecap="round"/>`,
  /** A quill that has just drawn a line. */
  quill: ({ primary, accent }) => `
    <path d="M392 92C300 96 206 156 172 300l-22 92c-3 12 14 17 19 6l26-62c120-10 190-104 197-244z" fill="#fff"/>
    <path d="M372 118C292 176 226 250 176 372" fill="none" stroke="${primary}" stroke-width="11" stroke-linecap="round"/>
    <path d="M330 156c-4 44-22 86-56 118M282 198c0 34-14 66-38 92" fill="none" stroke="${primary}" stroke-opacity=".35" stroke-width="9" stroke-linecap="round"/>
    <path d="M150 418c52 30 90-26 138-4s64 18 96-8" fill="none" stroke="${accent}" stroke-width="16" stroke-linecap="round"/>
    <path d="M132 132l11 29 29 11-29 11-11 29-11-29-29-11 29-11z" fill="${accent}"/>`,
};

/** The drawing within a circle, in a view box of 512. `id` keeps its gradient apart from others in the same picture. */
export function avatarBody(look: Look, id = 'avatar'): string {
  return `
    <defs>
      <linearGradient id="${id}-ground" x1="0" y1="0" x2="1" y2="1">
        <stop offset="0" stop-color="${look.primary}"/>
        <stop offset="1" stop-color="${look.primary}" stop-opacity=".78"/>
      </linearGradient>
      <radialGradient id="${id}-light" cx=".3" cy=".2" r=".9">
        <stop offset="0" stop-color="#fff" stop-opacity=".34"/>
        <stop offset=".6" stop-color="#fff" stop-opacity="0"/>
      </radialGradient>
    </defs>
    <circle cx="256" cy="256" r="256" fill="#101528"/>
    <circle cx="256" cy="256" r="256" fill="url(#${id}-ground)"/>
    <circle cx="256" cy="256" r="256" fill="url(#${id}-light)"/>
    ${FIGURES[look.figure](look)}`;
}

/** An avatar as an SVG file. */
export function avatarSvg(look: Look): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512" width="512" height="512">${avatarBody(look)}</svg>`;
}
