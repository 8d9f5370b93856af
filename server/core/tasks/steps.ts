/**
 * Progress that is told when it has moved by `step` (0..1), either way, for what has several parts begins anew with each;
 * the first and what is complete are always told.
 */
export function inSteps<Rest extends unknown[]>(
  step: number,
  tell: (fraction: number, ...rest: Rest) => void,
): (fraction: number, ...rest: Rest) => void {
  let told = Infinity;
  return (fraction, ...rest) => {
    if (fraction < 1 && Math.abs(fraction - told) < step) return;
    told = fraction;
    tell(fraction, ...rest);
  };
}
