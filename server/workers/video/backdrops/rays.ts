import { mix, WHITE, type Rgb } from '../blend.js';
import { pixelsOf, smooth, toPixel, type Backdrop, type Ground } from './backdrop.js';

const RAYS = 14;
/** How finely angles and distances are told apart. */
const ANGLES = 2048;
const RINGS = 64;
const TURNS_PER_MINUTE = 1.1;
const CENTRE = { x: 0.5, y: 0.62 };

/** Rays of light that turn slowly, as behind the hero of a drawn film. */
export function createRays({ width, height, primary, accent }: Ground): Backdrop {
  const places = new Uint32Array(width * height);
  const reach = Math.hypot(width, height) * 0.62;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [dx, dy] = [x - CENTRE.x * width, y - CENTRE.y * height];
      const angle = Math.floor(((Math.atan2(dy, dx) / (2 * Math.PI) + 1) % 1) * ANGLES) % ANGLES;
      const ring = Math.min(RINGS - 1, Math.floor((Math.hypot(dx, dy) / reach) * RINGS));
      places[y * width + x] = ring * ANGLES + angle;
    }
  }
  const colours = paintRays(primary, accent);

  return {
    ink: '#ffffff',
    shadow: 0.4,
    paint(canvas, at) {
      const pixels = pixelsOf(canvas);
      const turn = Math.floor(((at * TURNS_PER_MINUTE) / 60) * ANGLES);
      for (let index = 0; index < places.length; index++) {
        const place = places[index] ?? 0;
        const angle = (place + turn) & (ANGLES - 1);
        pixels[index] = colours[(place & ~(ANGLES - 1)) + angle] ?? 0;
      }
    },
  };
}

/** The colour of each place: light and dark rays, glowing towards the centre. */
function paintRays(primary: Rgb, accent: Rgb): Uint32Array {
  const colours = new Uint32Array(RINGS * ANGLES);
  const [bright, deep] = [mix(primary, WHITE, 0.22), mix(primary, [20, 16, 60], 0.25)];
  for (let ring = 0; ring < RINGS; ring++) {
    const glow = (1 - smooth(0, 0.75, ring / RINGS)) * 0.85;
    for (let angle = 0; angle < ANGLES; angle++) {
      const wave = Math.sin((2 * Math.PI * RAYS * angle) / ANGLES);
      const ray = mix(deep, bright, smooth(-0.12, 0.12, wave));
      colours[ring * ANGLES + angle] = toPixel(mix(ray, mix(accent, WHITE, 0.35), glow));
    }
  }
  return colours;
}
