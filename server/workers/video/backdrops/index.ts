import type { FilmStyle } from '../../../ports/studio.js';
import type { Backdrop, Ground } from './backdrop.js';
import { createBokeh } from './bokeh.js';
import { createLandscape } from './landscape.js';
import { createPaint, createPaper } from './mesh.js';
import { createRays } from './rays.js';

export const BACKDROPS: Record<FilmStyle, (ground: Ground) => Backdrop> = {
  realistic: createLandscape,
  cinematic: createBokeh,
  artistic: createPaint,
  anime: createRays,
  minimal: createPaper,
};
